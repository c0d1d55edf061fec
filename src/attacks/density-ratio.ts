import { type Attack, distanceAt, smallestDistance } from './attack.ts';

/** Density of synthetic rows around a person over the density of other real people there. */
export const densityRatio: Attack = {
  id: 'density-ratio',
  method:
    'Ratio of the synthetic density to the real density at the person, from the distances to the fifth neighbours (van Breugel et al. 2023, DOMIAS, with the person left out of the reference).',
  score({ real, synthetic, syntheticOfReal, realOfReal }) {
    const rank = Math.max(1, Math.min(5, synthetic.rowCount, real.rowCount - 1));
    return Float64Array.from({ length: real.rowCount }, (_, row) => {
      const toSynthetic = distanceAt(syntheticOfReal, row, rank) + smallestDistance;
      const toOthers = distanceAt(realOfReal, row, rank) + smallestDistance;
      return Math.log(toOthers) - Math.log(toSynthetic);
    });
  },
};
