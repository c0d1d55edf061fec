import { createKernelShelf, growMemory } from './kernel-shelf.ts';
import type { PairTables, StepSums, TableShape } from './pair-tables.ts';
import { bytes } from './pair-tables-wasm.ts';
import { createPlainPairTables } from './plain-pair-tables.ts';

/** What is behind the addresses is said in assembly/pair-tables.ts. */
interface PairTablesCalls {
  count(
    a: number,
    b: number,
    rows: number,
    width: number,
    counts: number,
    aside: number,
    cells: number,
  ): void;
  addSteps(
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    steps: number,
    sums: number,
    rows: number,
  ): void;
}

const shelf = createKernelShelf<PairTablesCalls>(bytes);

/** A byte per row. */
const mostCells = 256;
const tableCells = mostCells ** 2;
/** Tables of steps that are added in one pass over the rows. */
const together = 4;

const countsAt = 0;
const asideAt = countsAt + 4 * tableCells;
const stepsAt = asideAt + 4 * tableCells;
const sumsAt = stepsAt + together * tableCells;
const mostSums = 2;
/** Columns beyond this are left to TypeScript. */
const mostBytes = 2 ** 29;

/**
 * Pair tables in WebAssembly, for columns of at most 256 cells; pairs with more are left to TypeScript. Columns are copied to
 * the kernel's memory, a byte per row, when they are first met. Null where there is no WebAssembly or no memory.
 */
export function createWasmPairTables(rows: number): PairTables | null {
  const columnsAt = sumsAt + mostSums * 4 * rows;
  const kernel = shelf.take(columnsAt);
  if (!kernel) return null;
  const { calls, memory } = kernel;
  const plain = createPlainPairTables(rows);
  const addresses = new Map<Int32Array, number | null>();
  let free = columnsAt;
  let sumsMade = 0;

  const place = (column: Int32Array): number | null => {
    if (free + rows > mostBytes || !growMemory(memory, free + rows)) return null;
    new Uint8Array(memory.buffer, free, rows).set(column);
    free += rows;
    return free - rows;
  };
  const addressOf = (column: Int32Array): number | null => {
    let address = addresses.get(column);
    if (address === undefined) {
      address = place(column);
      addresses.set(column, address);
    }
    return address;
  };
  const addressesOf = (a: Int32Array, b: Int32Array, { height, width }: TableShape) => {
    if (height > mostCells || width > mostCells) return null;
    const [first, second] = [addressOf(a), addressOf(b)];
    return first === null || second === null ? null : { first, second };
  };

  const createSums = (): StepSums => {
    if (sumsMade === mostSums) throw new RangeError(`at most ${mostSums} sums are open at a time`);
    const at = sumsAt + 4 * rows * sumsMade++;
    new Int32Array(memory.buffer, at, rows).fill(0);
    const rest = plain.createSums();
    // Tables with one first column wait for each other: four of them go in one pass.
    const waiting: { second: number; shape: TableShape; steps: Int8Array }[] = [];
    let first = -1;
    const flush = () => {
      if (waiting.length === 0) return;
      const lines = new Uint8Array(memory.buffer, stepsAt, together * tableCells);
      const height = Math.max(...waiting.map(({ shape }) => shape.height));
      for (let table = 0; table < together; table++) {
        lines.fill(0, table * tableCells, table * tableCells + height * mostCells);
        const one = waiting[table];
        if (one) spread(new Int8Array(lines.buffer, lines.byteOffset + table * tableCells), one);
      }
      const [b, c, d, e] = Array.from(
        { length: together },
        (_, table) => (waiting[table] ?? waiting[0])?.second,
      );
      calls.addSteps(first, b as number, c as number, d as number, e as number, stepsAt, at, rows);
      waiting.length = 0;
    };
    return {
      add(a, b, shape, steps) {
        const found = addressesOf(a, b, shape);
        if (!found) return rest.add(a, b, shape, steps);
        if (found.first !== first || waiting.length === together) flush();
        first = found.first;
        waiting.push({ second: found.second, shape, steps: steps.slice(0, shape.height * shape.width) });
      },
      total() {
        flush();
        const own = new Int32Array(memory.buffer, at, rows);
        return rest.total().map((sum, row) => sum + (own[row] as number));
      },
    };
  };

  return {
    count(a, b, shape, counts) {
      const found = addressesOf(a, b, shape);
      if (!found) return plain.count(a, b, shape, counts);
      const cells = shape.height * shape.width;
      calls.count(found.first, found.second, rows, shape.width, countsAt, asideAt, cells);
      counts.set(new Int32Array(memory.buffer, countsAt, cells));
    },
    createSums,
    close: () => shelf.giveBack(kernel),
  };
}

/** Puts a table's lines 256 cells apart. */
function spread(
  lines: Int8Array,
  { shape: { height, width }, steps }: { shape: TableShape; steps: Int8Array },
): void {
  for (let line = 0; line < height; line++) {
    lines.set(steps.subarray(line * width, (line + 1) * width), line * mostCells);
  }
}
