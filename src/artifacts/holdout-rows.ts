import { defineRunArtifact, NotApplicable } from './artifact.ts';
import { realRows } from './real-rows.ts';
import type { Rows } from './rows.ts';

/** The holdout's rows, for audits that mean nothing without them: they become not-applicable, and say why. */
export const holdoutRows = defineRunArtifact({
  id: 'holdout-rows',
  requires: { realRows },
  make({ realRows }): Rows {
    if (realRows.holdout) return realRows.holdout;
    throw new NotApplicable(
      'no holdout was given: without real people whom the generator never saw, what is learnt about people in general cannot be told from what is remembered about these ones',
    );
  },
});
