import type { RealNeighbours } from '../artifacts/nearest-rows.ts';
import type { NearestRows } from '../kernels/nearest-rows.ts';
import type { MembershipScores } from './membership-scores.ts';

/**
 * Guesses that a person was in the training data when a synthetic row lies close: score = −min d(x, S).
 * Hilprecht et al. (2019), Monte Carlo and reconstruction membership inference; Chen et al. (2020), GAN-Leaks.
 */
export function attackByDistance(neighbours: RealNeighbours): MembershipScores {
  return {
    attack: 'distance-to-closest',
    members: closeness(neighbours.train),
    nonMembers: neighbours.holdout ? closeness(neighbours.holdout) : new Float64Array(0),
  };
}

function closeness(nearest: NearestRows): Float64Array {
  const scores = new Float64Array(nearest.distances.length / nearest.k);
  for (let row = 0; row < scores.length; row++) scores[row] = -(nearest.distances[row * nearest.k] as number);
  return scores;
}
