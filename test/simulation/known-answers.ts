import type { Random } from '../../src/statistics/random.ts';
import type { Draft } from './populations.ts';

const day = 86_400_000;
const words = ['late', 'refund', 'broken', 'thanks', 'again', 'parcel', 'missing', 'colour', 'size', 'wrong'];

/**
 * People with two linked numbers, a skewed one with zeros, related categories, a long list of categories, a boolean, a date with
 * a weekly rhythm, a free text and cells that are missing together: something for every audit to look at.
 */
export function people(rows: number, random: Random): Draft {
  const table: Draft = {
    x: [],
    y: [],
    cost: [],
    region: [],
    plan: [],
    code: [],
    member: [],
    seen: [],
    note: [],
  };
  for (let row = 0; row < rows; row++) {
    const x = random.normal();
    const region = Math.min(3, Math.max(0, Math.floor(1.5 + x + 0.3 * random.normal())));
    const member = random.uniform() < (x > 0 ? 0.9 : 0.2);
    const isMissing = random.uniform() < 0.1;
    const weekday = random.uniform() < 0.8 ? random.below(5) : 5 + random.below(2);
    table.x!.push(x);
    table.y!.push(isMissing ? null : 0.9 * x + 0.4 * random.normal());
    table.cost!.push(isMissing || random.uniform() < 0.3 ? 0 : Math.exp(x + 0.5 * random.normal()));
    table.region!.push(`region ${region}`);
    table.plan!.push(random.uniform() < 0.1 ? null : `plan ${x > 0.5 ? 'b' : 'a'}${random.below(3)}`);
    table.code!.push(`k${Math.floor(Math.exp(4 * random.uniform()))}`);
    table.member!.push(member ? 'true' : 'false');
    // Weeks from Monday, 4 January 2021.
    table.seen!.push(
      Date.UTC(2021, 0, 4) + day * (7 * random.below(52) + weekday) + 3_600_000 * random.below(24),
    );
    const length = 2 + random.below(5);
    const said = Array.from(
      { length },
      () => words[Math.floor(words.length * random.uniform() ** 2)] as string,
    );
    table.note!.push(said.join(' '));
  }
  return table;
}

export const peopleKinds = { member: 'boolean', seen: 'datetime', note: 'text' } as const;

/** Every column drawn anew on its own: single columns stay as they are, what is between them is lost. */
export function redrawColumns(table: Draft, random: Random): Draft {
  return Object.fromEntries(
    Object.entries(table).map(([name, cells]) => {
      const own = random.stream(name);
      return [name, cells.map(() => cells[own.below(cells.length)] as string | number | null)];
    }),
  );
}
