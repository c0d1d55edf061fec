import type { Attack } from './attack.ts';
import { calibratedDistance } from './calibrated-distance.ts';
import { crossFittedClassifier } from './cross-fitted-classifier.ts';
import { dataPlagiarismIndex } from './data-plagiarism-index.ts';
import { densityRatio } from './density-ratio.ts';
import { distanceToClosest } from './distance-to-closest.ts';
import { likelihoodRatio } from './likelihood-ratio.ts';
import { textSimilarity } from './text-similarity.ts';

/** Membership attacks on every table, in the order in which they are reported. */
export const attacks: readonly Attack[] = [
  distanceToClosest,
  calibratedDistance,
  densityRatio,
  dataPlagiarismIndex,
  likelihoodRatio,
  crossFittedClassifier,
];

/** Attacks on tables with free text, after the others. */
export const textAttacks: readonly Attack[] = [textSimilarity];
