import { type Attack, distanceAt, smallestDistance } from './attack.ts';

/**
 * How much likelier the synthetic rows become when the person joins the other real people: over the synthetic rows
 * that have the person among their nearest, log(f with / f without), with a kernel density of local bandwidth.
 */
export const likelihoodRatio: Attack = {
  id: 'likelihood-ratio',
  method:
    'Sum over nearby synthetic rows of the log likelihood gained by adding the person to the reference, with a local kernel density (after Ward et al. 2025, Gen-LRA).',
  score({ real, synthetic, realOfSynthetic }) {
    const scores = new Float64Array(real.rowCount);
    const { k, indices } = realOfSynthetic;
    const used = Math.min(k, real.rowCount);
    const kernels = new Float64Array(used);
    for (let row = 0; row < synthetic.rowCount; row++) {
      // The farthest of the twenty lies two bandwidths away.
      const bandwidth = (distanceAt(realOfSynthetic, row, used) + smallestDistance) / 2;
      let density = 0;
      for (let rank = 0; rank < used; rank++) {
        const scaled = distanceAt(realOfSynthetic, row, rank + 1) / bandwidth;
        const kernel = Math.exp(-0.5 * scaled * scaled);
        kernels[rank] = kernel;
        density += kernel;
      }
      for (let rank = 0; rank < used; rank++) {
        const person = indices[row * k + rank] as number;
        const own = kernels[rank] as number;
        // With one real row in all there is no density without it.
        const others = Math.max(density - own, Number.MIN_VALUE);
        scores[person] = (scores[person] as number) + Math.log1p(own / others);
      }
    }
    return scores;
  },
};
