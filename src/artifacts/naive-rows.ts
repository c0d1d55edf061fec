import type { Random } from '../statistics/random.ts';
import { defineRunArtifact } from './artifact.ts';
import { realRows } from './real-rows.ts';
import type { Cells, Rows } from './rows.ts';
import { takeCells } from './take-rows.ts';

/**
 * The naive candidate: every column drawn from train on its own, with replacement, as many rows as train.
 * It keeps each column and loses all that is between them: the floor of every joint measure.
 */
export const naiveRows = defineRunArtifact({
  id: 'naive-rows',
  requires: { realRows },
  make({ realRows }, { random }): Rows {
    const { train } = realRows;
    const columns = new Map<string, Cells>();
    for (const [name, cells] of train.columns) {
      columns.set(name, takeCells(cells, drawRows(train.rowCount, random.stream(name))));
    }
    return { rowCount: train.rowCount, columns };
  },
});

function drawRows(rowCount: number, random: Random): Int32Array {
  const rows = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) rows[i] = random.below(rowCount);
  return rows;
}
