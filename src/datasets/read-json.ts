import { UserError } from '../errors.ts';
import { columnNames } from './column-names.ts';
import type { Engine } from './engine.ts';
import { type FilePart, noRows } from './file-part.ts';
import { pathLiteral } from './read-csv.ts';
import type { FoundFile } from './source-files.ts';
import { literal } from './sql-literal.ts';

/**
 * Reads an array of objects or one object per line into a table of text. Columns are all keys, in the order in which
 * they first occur; an object without a key, or with null there, has a missing cell.
 */
export async function readJson(engine: Engine, file: FoundFile): Promise<FilePart> {
  const objects = engine.freshName('objects');
  try {
    await engine.run(
      `CREATE TABLE ${objects} AS SELECT json FROM read_json_objects(${pathLiteral(file.path)},
         format = 'auto', compression = ${literal(file.compression === 'none' ? 'uncompressed' : file.compression)}, hive_partitioning = false)`,
    );
    const [strange = 0, rows = 0] = await engine.row(
      `SELECT count(*) FILTER (json_type(json) <> 'OBJECT')::DOUBLE, count(*)::DOUBLE FROM ${objects}`,
    );
    if (rows === 0) throw noRows(file.name);
    if (strange > 0) throw notRecords(file);
    const keys = (await engine.strings(
      `SELECT key FROM (SELECT rowid AS r, unnest(keys) AS key, generate_subscripts(keys, 1) AS position
         FROM (SELECT rowid, json_keys(json) AS keys FROM ${objects}))
       GROUP BY key ORDER BY min({'row': r, 'position': position})`,
    )) as string[];
    if (rows === 1 && (await isColumnar(engine, objects))) throw notRecords(file);
    const sqlTable = engine.freshName('raw');
    await engine.run(
      `CREATE TABLE ${sqlTable} AS SELECT ${keys.map((_, i) => `cells[${i + 1}] AS c${i}`).join(', ')}
       FROM (SELECT json_extract_string(json, [${keys.map(pointer).join(', ')}]) AS cells FROM ${objects})`,
    );
    return { sqlTable, names: columnNames(keys), header: keys, delimiter: null };
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const fact = (cause as Error).message.split('\n')[0]!.replace(/^[A-Za-z ]*Error: /, '');
    throw new UserError(
      'unreadable-json',
      `${file.name}: ${fact}`,
      'Check that it is JSON or NDJSON in UTF-8.',
    );
  } finally {
    await engine.run(`DROP TABLE IF EXISTS ${objects}`);
  }
}

/** Whether the only object holds nothing but objects or arrays: columns, or an envelope, rather than a row. */
async function isColumnar(engine: Engine, objects: string): Promise<boolean> {
  const [flat = 0] = await engine.row(
    `SELECT count(*)::DOUBLE FROM (SELECT unnest(json_extract(json, '$.*')) AS value FROM ${objects})
     WHERE json_type(value) NOT IN ('OBJECT', 'ARRAY')`,
  );
  return flat === 0;
}

function notRecords(file: FoundFile): UserError {
  return new UserError(
    'unreadable-json',
    `${file.name} is not a list of records`,
    'Write an array of objects, or one object per line.',
  );
}

/** RFC 6901. */
function pointer(key: string): string {
  return literal(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}
