import { UserError } from '../errors.ts';
import { columnNames } from './column-names.ts';
import type { Engine } from './engine.ts';
import type { FilePart } from './file-part.ts';
import { pathLiteral } from './read-csv.ts';
import type { FoundFile } from './source-files.ts';

/** Reads one Parquet file into a table of text: numbers in their shortest spelling, timestamps in ISO 8601, UTC. */
export async function readParquet(engine: Engine, file: FoundFile): Promise<FilePart> {
  const source = `read_parquet(${pathLiteral(file.path)}, binary_as_string = true, hive_partitioning = false)`;
  try {
    const described = await engine.rows(`DESCRIBE SELECT * FROM ${source}`);
    const sqlTable = engine.freshName('raw');
    const columns = described.map((_, i) => `c${i}`);
    await engine.run(
      `CREATE TABLE ${sqlTable} AS SELECT ${columns.map((c) => `${c}::VARCHAR AS ${c}`).join(', ')}
       FROM ${source} AS t(${columns.join(', ')})`,
    );
    const header = described.map(([name]) => String(name));
    return { sqlTable, names: columnNames(header), header, delimiter: null };
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const fact = (cause as Error).message.split('\n')[0]!;
    throw new UserError('unreadable-parquet', `${file.name}: ${fact}`, 'Write the file again.');
  }
}
