import { expect, it } from 'vitest';
import { midRanks } from '../../src/statistics/mid-ranks.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { createRanksAmong } from '../../src/statistics/ranks-among.ts';

it('ranks the rows where the other column is filled as if no others were there', () => {
  const random = randomStream(5, 'ranks-among');
  const rows = 40;
  const among = createRanksAmong(rows);
  const out = new Float64Array(rows);
  for (let round = 0; round < 50; round++) {
    const column = () =>
      Float64Array.from({ length: rows }, () =>
        random.uniform() < 0.3 ? Number.NaN : Math.floor(random.uniform() * (1 + round)),
      );
    const [x, y] = [column(), column()];
    const expected = midRanks(x.map((value, row) => (Number.isNaN(y[row]) ? Number.NaN : value)));
    expect([...among(midRanks(x), y, out)]).toEqual([...expected]);
  }
});
