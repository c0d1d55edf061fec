import type { Canaries } from '../artifacts/artifact.ts';
import { type Engine, readTable } from '../datasets/datasets.ts';
import type { CodedColumn, ColumnSchema, Schema } from '../datasets/table.ts';
import { UserError } from '../errors.ts';
import { baseName } from './candidate-names.ts';

const column = 'included';

/**
 * Reads canaries under the run's schema: rows like train's, with a column `included` of 0/1, true/false or yes/no.
 *
 * @throws {UserError} `no-included-column`, `bad-included-value`, `no-canaries`, and those of reading a dataset
 */
export async function readCanaries(engine: Engine, path: string, schema: Schema): Promise<Canaries> {
  const name = baseName(path);
  if (schema.columns.some((other) => other.name === column)) {
    throw new UserError(
      'included-is-a-column',
      `train has a column “${column}” of its own, so that of ${name} cannot be told from it`,
      'Rename it in train, in the holdout, in the candidates and in the canaries.',
    );
  }
  const raw = await engine.load({ role: 'candidate', name, path });
  const table = await readTable(engine, raw, { ...schema, columns: [...schema.columns, includedSchema] });
  const coins = table.columns.get(column);
  if (coins?.type !== 'coded') {
    throw new UserError(
      'no-included-column',
      `${name} has no column “${column}”`,
      'Say with 1 or 0 in that column which canaries were put into train.',
    );
  }
  if (table.rowCount === 0)
    throw new UserError('no-canaries', `${name} holds no canary`, 'Give one row per canary.');
  const columns = new Map([...table.columns].filter(([other]) => other !== column));
  return { table: { ...table, columns }, included: readCoins(coins, name) };
}

const includedSchema: ColumnSchema = {
  name: column,
  kind: 'categorical',
  numeric: null,
  source: 'metadata',
  missingCodes: [],
  datetimeFormat: null,
  decimalMark: '.',
  pattern: null,
};

function readCoins({ codes, levels }: CodedColumn, name: string): Uint8Array {
  const meanings = levels.map((level) => {
    const spelling = level.trim().toLowerCase();
    if (['1', '1.0', 'true', 't', 'yes', 'y'].includes(spelling)) return 1;
    return ['0', '0.0', 'false', 'f', 'no', 'n'].includes(spelling) ? 0 : null;
  });
  return Uint8Array.from(codes, (code, row) => {
    const meaning = meanings[code] ?? null;
    if (meaning !== null) return meaning;
    const fact = code < 0 ? 'is empty' : `is “${levels[code]}”`;
    throw new UserError(
      'bad-included-value',
      `${name}: “${column}” of canary ${row + 1} ${fact}`,
      'Write 1 for a canary that was put into train, 0 for one that was not.',
    );
  });
}
