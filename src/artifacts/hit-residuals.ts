/**
 * What is left of hits (1 or 0) when two covariates have explained what they can, in units of the hits' standard
 * deviation: hits are sorted by the first covariate into bins half an octave wide, and within each bin a plane over both
 * covariates is taken off by least squares. Residuals of a bin sum to 0; bins of few hits say nothing and are 0.
 *
 * Covariates are natural logarithms; entries beyond `hits.length` are not read.
 * Source: adjustment within strata, Cochran (1968), Biometrics 24.
 */
export function hitResiduals(hits: Uint8Array, first: Float64Array, second: Float64Array): Float64Array {
  const sums = new Float64Array(bins * width);
  for (let i = 0; i < hits.length; i++) {
    const x = first[i] as number;
    const y = second[i] as number;
    const hit = hits[i] as number;
    const at = binOf(x) * width;
    sums[at] = (sums[at] as number) + 1;
    sums[at + 1] = (sums[at + 1] as number) + hit;
    sums[at + 2] = (sums[at + 2] as number) + x;
    sums[at + 3] = (sums[at + 3] as number) + y;
    sums[at + 4] = (sums[at + 4] as number) + x * x;
    sums[at + 5] = (sums[at + 5] as number) + x * y;
    sums[at + 6] = (sums[at + 6] as number) + y * y;
    sums[at + 7] = (sums[at + 7] as number) + x * hit;
    sums[at + 8] = (sums[at + 8] as number) + y * hit;
  }
  const planes = Array.from({ length: bins }, (_, bin) => fitPlane(sums.subarray(bin * width)));
  const residuals = new Float64Array(hits.length);
  for (let i = 0; i < hits.length; i++) {
    const x = first[i] as number;
    const plane = planes[binOf(x)];
    if (!plane) continue;
    const explained = plane.level + plane.slopeX * x + plane.slopeY * (second[i] as number);
    residuals[i] = ((hits[i] as number) - explained) / plane.scale;
  }
  return residuals;
}

const bins = 160;

/** Sums kept of each bin. */
const width = 9;

/** Half octaves; the outermost bins are open. */
function binOf(logCount: number): number {
  return Math.min(bins - 1, Math.max(0, Math.floor(2 * Math.LOG2E * logCount) + 120));
}

/** Three numbers are fitted in each bin: of fewer hits too little would be left. */
const fewest = 12;

interface Plane {
  readonly level: number;
  readonly slopeX: number;
  readonly slopeY: number;
  readonly scale: number;
}

/** Of the count and the sums of hit, x, y, x², xy, y², x·hit and y·hit; null where there are too few. */
function fitPlane(sums: Float64Array): Plane | null {
  const count = sums[0] as number;
  if (count < fewest) return null;
  const [, hits, x, y] = sums.subarray(0, 4).map((sum) => sum / count) as unknown as [
    number,
    number,
    number,
    number,
  ];
  // A trace of ridge: covariates may be constant in a bin, or a line.
  const xx = (sums[4] as number) - count * x * x + ridge;
  const yy = (sums[6] as number) - count * y * y + ridge;
  const xy = (sums[5] as number) - count * x * y;
  const xHit = (sums[7] as number) - count * x * hits;
  const yHit = (sums[8] as number) - count * y * hits;
  const determinant = xx * yy - xy * xy;
  const slopeX = (xHit * yy - yHit * xy) / determinant;
  const slopeY = (yHit * xx - xHit * xy) / determinant;
  return {
    level: hits - slopeX * x - slopeY * y,
    slopeX,
    slopeY,
    // A hit where hits are rare tells more; the floor keeps single ones from drowning the rest.
    scale: Math.sqrt(Math.max(hits * (1 - hits), 0.01)),
  };
}

const ridge = 0.01;
