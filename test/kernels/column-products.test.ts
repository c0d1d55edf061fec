import { expect, it } from 'vitest';
import { plainColumnProducts, wasmColumnProducts } from '../../src/kernels/column-products.ts';
import { randomStream } from '../../src/statistics/random.ts';

it.each([
  [1, 1, 0],
  [3, 64, 0],
  [4, 65, 1],
  [5, 600, 17],
  [9, 1100, 3],
] as const)('%i columns of %i rows: what a plain loop adds, bit for bit', (size, rows, from) => {
  const random = randomStream(6, `${size} ${rows}`);
  const columns = Array.from({ length: size }, () =>
    Float64Array.from({ length: rows }, () => random.normal()),
  );
  for (const powers of [undefined, [2, 2], [3, 1], [1, 3]] as const) {
    const [p, q] = powers ?? [1, 1];
    const raised = (value: number, power: number) =>
      power === 1 ? value : power === 2 ? value * value : value * value * value;
    const expected = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        for (let row = from; row < rows; row++)
          expected[i * size + j]! += raised(columns[i]![row]!, p) * raised(columns[j]![row]!, q);
      }
    }
    const request = { columns, from, to: rows, ...(powers ? { powers } : {}) };
    const inWasm = wasmColumnProducts(request);
    expect(inWasm).not.toBeNull();
    expect([...inWasm!]).toEqual([...expected]);
    expect([...plainColumnProducts(request)]).toEqual([...expected]);
  }
});
