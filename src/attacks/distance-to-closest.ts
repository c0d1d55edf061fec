import { type Attack, distanceAt } from './attack.ts';

/** A synthetic row close by speaks for membership: score = −min d(x, S). */
export const distanceToClosest: Attack = {
  id: 'distance-to-closest',
  method: 'Guesses membership from the distance to the closest synthetic row (Chen et al. 2020, GAN-Leaks).',
  score({ real, syntheticOfReal }) {
    return Float64Array.from({ length: real.rowCount }, (_, row) => -distanceAt(syntheticOfReal, row, 1));
  },
};
