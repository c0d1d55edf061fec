import { boostedGrowthShelf } from '../kernels/boosted-growth-kernel.ts';
import type { GrowthRows, GrowthRowsPlan } from './growth-rows.ts';
import { histogramStride } from './histogram-layout.ts';
import { goesLeft, mostRanked, type Split } from './split.ts';

const binValues = 256;
const numberBytes = Float64Array.BYTES_PER_ELEMENT;
const pairBytes = 2 * numberBytes;
const addressBytes = Uint32Array.BYTES_PER_ELEMENT;

/** Growth rows in WebAssembly; null where there is none. */
export function createWasmGrowthRows(plan: GrowthRowsPlan): GrowthRows | null {
  const { rowCount, layout, limits } = plan;
  const { ridge, minLeafRows, leastCurvature, unit } = limits;
  const perUnit = 1 / unit;
  const featureCount = layout.features.length;
  const at = planMemory(plan);
  const kernel = boostedGrowthShelf.take(at.size);
  if (!kernel) return null;
  // Taken out once: V8 drops the code it has optimized for functions that look them up in another kernel's object.
  const { start, partition, count, subtract, scan } = kernel.calls;
  const { buffer } = kernel.memory;
  const pairs = new Float64Array(buffer, at.pairs, 2 * rowCount);
  const order = new Int32Array(buffer, at.order, rowCount);
  const sums = new Float64Array(buffer, at.sums, 4);
  const cut = new Float64Array(buffer, at.cut, 2);
  const ranked = new Float64Array(buffer, at.ranked, histogramStride * mostRanked);
  const goLeft = new Uint8Array(buffer, at.goLeft, binValues);
  const histograms = Array.from(
    { length: plan.histogramCount },
    (_, i) => new Float64Array(buffer, at.histograms + i * at.histogramBytes, layout.length),
  );
  const bases = layout.features.map(({ base }) => base * numberBytes);
  new Uint32Array(buffer, at.bases, featureCount).set(bases);
  const columns = writeBlocks(plan, new Uint8Array(buffer, at.bins, rowCount * featureCount));

  return {
    pairs,
    order,
    sums,
    cut,
    ranked,
    start: () => start(at.order, at.pairs, rowCount, at.sums),
    partition(split: Split, begin: number, end: number) {
      for (let bin = 0; bin < binValues; bin++) goLeft[bin] = goesLeft(split, bin) ? 1 : 0;
      const { offset, stride } = columns[split.feature]!;
      const { goLeft: table, order: rows, pairs: ofRows, aside, asidePairs } = at;
      const bins = at.bins + offset;
      return partition(bins, stride, table, rows, ofRows, aside, asidePairs, begin, end, at.sums);
    },
    count(to, begin, end) {
      histograms[to]!.fill(0);
      const counted = at.histograms + to * at.histogramBytes;
      count(at.bins, rowCount, featureCount, at.bases, counted, at.order, at.pairs, begin, end);
    },
    subtract(parent, child) {
      const { histograms: first, histogramBytes: bytes } = at;
      subtract(first + parent * bytes, first + child * bytes, bytes);
    },
    histogram: (which) => histograms[which]!,
    scan(which, base, binCount, startGradient, startPacked, { gradient, curvature, rows }, best) {
      const cells = which < 0 ? at.ranked : at.histograms + which * at.histogramBytes;
      return scan(
        cells + base * numberBytes,
        binCount,
        startGradient,
        startPacked,
        gradient,
        curvature,
        rows,
        ridge,
        minLeafRows,
        leastCurvature,
        unit,
        perUnit,
        best,
        at.cut,
      );
    },
    close: () => boostedGrowthShelf.giveBack(kernel),
  };
}

/** Addresses in bytes. */
function planMemory({ rowCount, layout, histogramCount }: GrowthRowsPlan) {
  // The first bytes stay unused, so that no address is 0.
  let size = 64;
  const take = (bytes: number) => {
    const address = size;
    size += 64 * Math.ceil(bytes / 64);
    return address;
  };
  const histogramBytes = layout.length * numberBytes;
  const addresses = {
    sums: take(2 * pairBytes),
    cut: take(pairBytes),
    ranked: take(mostRanked * pairBytes),
    goLeft: take(binValues),
    bases: take(layout.features.length * addressBytes),
    order: take(rowCount * addressBytes),
    aside: take((rowCount + 1) * addressBytes),
    pairs: take(rowCount * pairBytes),
    asidePairs: take((rowCount + 1) * pairBytes),
    bins: take(rowCount * layout.features.length),
    histograms: take(histogramCount * histogramBytes),
  };
  return { ...addresses, histogramBytes, size };
}

/** Writes the bins in blocks of four, two and one features, and returns where each feature's bins lie. */
function writeBlocks(
  { bins, rowCount, layout }: GrowthRowsPlan,
  blocks: Uint8Array,
): { readonly offset: number; readonly stride: number }[] {
  const columns: { readonly offset: number; readonly stride: number }[] = [];
  for (let first = 0; first < layout.features.length; first = columns.length) {
    const left = layout.features.length - first;
    const stride = left >= 4 ? 4 : left >= 2 ? 2 : 1;
    for (let feature = first; feature < first + stride; feature++) {
      const offset = first * rowCount + feature - first;
      const column = bins.subarray(feature * rowCount, (feature + 1) * rowCount);
      for (let row = 0; row < rowCount; row++) blocks[offset + row * stride] = column[row]!;
      columns.push({ offset, stride });
    }
  }
  return columns;
}
