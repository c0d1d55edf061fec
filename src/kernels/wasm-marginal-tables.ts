import { createKernelShelf } from './kernel-shelf.ts';
import type { MarginalTables, TableColumn } from './marginal-tables.ts';
import { bytes } from './marginal-tables-wasm.ts';

/** What is behind the addresses is said in assembly/marginal-tables.ts. */
interface MarginalTablesCalls {
  count(a: number, b: number, c: number, rows: number, counts: number, aside: number, cells: number): void;
  addSteps(a: number, b: number, c: number, steps: number, sums: number, rows: number): void;
}

const shelf = createKernelShelf<MarginalTablesCalls>(bytes);

/** Five bits a column. */
const mostWidth = 32;
const tableCells = mostWidth ** 3;
const rowsTogether = 8;
/** Sums have two bytes. */
const mostAdded = 32_767;

const countsAt = 0;
const asideAt = countsAt + 4 * tableCells;
const stepsAt = asideAt + 4 * tableCells;
const sumsAt = stepsAt + tableCells;
/** Datasets beyond this are left to TypeScript. */
const mostBytes = 2 ** 29;

/** Tables in WebAssembly. Null where a column has more than 32 cells, or there is no WebAssembly or no memory. */
export function createWasmMarginalTables(
  columns: readonly TableColumn[],
  rows: number,
): MarginalTables | null {
  if (columns.some(({ width }) => width > mostWidth)) return null;
  const room = rowsTogether * Math.ceil(rows / rowsTogether);
  // The column of zeros stands in where a table has fewer than three.
  const zerosAt = sumsAt + 2 * room;
  const columnsAt = zerosAt + room;
  const size = columnsAt + columns.length * room;
  const kernel = size > mostBytes ? null : shelf.take(size);
  if (!kernel) return null;
  const { calls, memory } = kernel;
  new Uint8Array(memory.buffer, sumsAt, size - sumsAt).fill(0);
  for (const [place, { cells }] of columns.entries()) {
    new Uint8Array(memory.buffer, columnsAt + place * room, rows).set(cells);
  }
  const total = new Int32Array(rows);
  let added = 0;
  const spill = () => {
    const sums = new Int16Array(memory.buffer, sumsAt, rows);
    for (let row = 0; row < rows; row++) total[row] = (total[row] as number) + (sums[row] as number);
    sums.fill(0);
    added = 0;
  };
  /** Addresses and widths of three columns, of which the first ones may have a single cell. */
  const open = (subset: readonly number[]) => {
    const missing = 3 - subset.length;
    const at = (i: number) => (i < missing ? zerosAt : columnsAt + (subset[i - missing] as number) * room);
    const width = (i: number) =>
      i < missing ? 1 : (columns[subset[i - missing] as number] as TableColumn).width;
    return { a: at(0), b: at(1), c: at(2), widths: [width(0), width(1), width(2)] as const };
  };
  return {
    count(subset) {
      const { a, b, c, widths } = open(subset);
      // With one line of the first column, the second one's lines are all that can be met; and so on.
      const met = widths[0] > 1 ? widths[0] * mostWidth ** 2 : widths[1] * mostWidth;
      calls.count(a, b, c, room, countsAt, asideAt, met);
      const counts = new Int32Array(memory.buffer, countsAt, met);
      const compact = new Int32Array(widths[0] * widths[1] * widths[2]);
      eachLine(widths, (line, place) => compact.set(counts.subarray(line, line + widths[2]), place));
      compact[0] = (compact[0] as number) - (room - rows);
      return compact;
    },
    add(subset, steps) {
      const { a, b, c, widths } = open(subset);
      const lines = new Int8Array(memory.buffer, stepsAt, tableCells);
      eachLine(widths, (line, place) => lines.set(steps.subarray(place, place + widths[2]), line));
      calls.addSteps(a, b, c, stepsAt, sumsAt, room);
      added++;
      if (added === mostAdded) spill();
    },
    takeSums() {
      spill();
      const sums = total.slice();
      total.fill(0);
      return sums;
    },
    close: () => shelf.giveBack(kernel),
  };
}

/** The lines of a table: where they are in the kernel's memory, 32 cells apart, and where without gaps. */
function eachLine(
  [a, b, c]: readonly [number, number, number],
  visit: (line: number, place: number) => void,
): void {
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) visit((i * mostWidth + j) * mostWidth, (i * b + j) * c);
  }
}
