import { type Attack, distanceAt, smallestDistance } from './attack.ts';

/** Closeness compared with how close other real people are, so that people in dense regions raise no alarm. */
export const calibratedDistance: Attack = {
  id: 'calibrated-distance',
  method:
    'As the distance attack, but relative to the distance to the closest other real person: −log of their ratio (after Watson et al. 2022 and Chen et al. 2020).',
  score({ real, syntheticOfReal, realOfReal }) {
    return Float64Array.from({ length: real.rowCount }, (_, row) => {
      const toSynthetic = distanceAt(syntheticOfReal, row, 1) + smallestDistance;
      const toOthers = distanceAt(realOfReal, row, 1) + smallestDistance;
      return Math.log(toOthers) - Math.log(toSynthetic);
    });
  },
};
