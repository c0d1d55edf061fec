/** A measure that is followed over a series. */
export interface TrackedMeasure {
  readonly audit: string;
  readonly measure: string;
  /** `table`: one trend; `columns`: one for every column, corrected among themselves. */
  readonly of: 'table' | 'columns';
  /** In which direction it goes where something is lost. */
  readonly loss: 'falling' | 'rising';
  /**
   * `common`: the interval holds the sampling noise of train, and that is one factor for all candidates: it cancels
   * between them. `own`: what the interval holds is counted as each candidate's own, which is right or too much.
   */
  readonly realNoise: 'common' | 'own';
}

/** What collapse is read from: tails, rare categories, spread, entropy, distinct rows, minorities, fidelity. */
export const trackedMeasures: readonly TrackedMeasure[] = [
  table('tail-coverage', 'tail-coverage', 'common'),
  table('rare-category-retention', 'rare-category-retention', 'own'),
  table('rare-category-retention', 'rare-category-mass-ratio', 'common'),
  table('spread', 'generalized-variance-ratio', 'common'),
  table('spread', 'entropy-ratio', 'common'),
  table('mode-collapse', 'effective-rows-ratio', 'own'),
  { ...table('mode-collapse', 'near-duplicate-share', 'own'), loss: 'rising' },
  table('minority-fidelity', 'minority-fidelity', 'own'),
  table('column-shapes', 'column-shapes', 'own'),
  table('column-pair-trends', 'column-pair-trends', 'own'),
  { ...table('spread', 'variance-ratio', 'common'), of: 'columns' },
  { ...table('spread', 'entropy-ratio', 'common'), of: 'columns' },
];

function table(audit: string, measure: string, realNoise: TrackedMeasure['realNoise']): TrackedMeasure {
  return { audit, measure, of: 'table', loss: 'falling', realNoise };
}
