import type { Feature, FeatureMatrix } from '../../src/models/feature-matrix.ts';
import { areaUnderRoc } from '../../src/statistics/area-under-roc.ts';
import type { Random } from '../../src/statistics/random.ts';

export function matrixOf(rowCount: number, ...features: Feature[]): FeatureMatrix {
  return { rowCount, features };
}

export function numeric(name: string, values: Float64Array): Feature {
  return { kind: 'numeric', name, values };
}

export function categorical(name: string, codes: Int32Array, levelCount: number): Feature {
  return { kind: 'categorical', name, codes, levelCount };
}

export function uniforms(random: Random, rowCount: number): Float64Array {
  return Float64Array.from({ length: rowCount }, () => random.uniform());
}

/** The label, or with the given probability the other one. */
export function flipped(random: Random, label: number, probability: number): number {
  return random.uniform() < probability ? 1 - label : label;
}

export function aucOf(probabilities: Float64Array, labels: Int32Array): number {
  return areaUnderRoc(
    labels,
    Float64Array.from(labels, (_, row) => probabilities[2 * row + 1]!),
  );
}
