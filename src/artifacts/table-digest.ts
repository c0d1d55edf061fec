import { createHash } from 'node:crypto';
import type { Table } from '../datasets/table.ts';
import { candidateTable, defineCandidateArtifact } from './artifact.ts';

/**
 * Names a candidate's own random streams: two files of one name share no noise, one table written in two ways (another
 * order of columns, another spelling of numbers) does.
 */
export const candidateDigest = defineCandidateArtifact({
  id: 'candidate-digest',
  requires: { candidateTable },
  make: ({ candidateTable }) => digestOf([candidateTable], null),
});

/** Of all cells as read, in the rows' order. */
export function digestOf(tables: readonly Table[], units: Int32Array | null): string {
  const hash = createHash('sha256');
  for (const { columns, rowCount } of tables) {
    hash.update(`${rowCount} rows`);
    for (const [name, column] of columns) {
      hash.update(JSON.stringify(name));
      hash.update(bytesOf(column.type === 'number' ? column.values : column.codes));
      if (column.type === 'coded') hash.update(JSON.stringify(column.levels));
    }
  }
  if (units) hash.update(bytesOf(units));
  return hash.digest('hex');
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
