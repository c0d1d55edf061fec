import { fileURLToPath } from 'node:url';
import { alignRows } from '../../src/artifacts/real-rows.ts';
import { isCompared, type Rows } from '../../src/artifacts/rows.ts';
import { Engine, inferSchema, readMetadata, readTable } from '../../src/datasets/datasets.ts';

/** Path of a fixture. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
}

/** Train and some candidates as the audits see them: compared columns only, over shared dictionaries. */
export async function fixtureRows(
  files: readonly string[],
  ignore: readonly string[] = [],
): Promise<{ train: Rows; candidates: Map<string, Rows> }> {
  const engine = await Engine.open({ memory: '1GB', threads: 1 });
  try {
    const { metadata } = await readMetadata(fixture('metadata.json'));
    const raw = await engine.load({ role: 'train', name: 'train', path: fixture('train.csv') });
    const options = { ignore };
    const schema = await inferSchema(engine, raw, null, metadata, options);
    const train = await readTable(engine, raw, schema, options);
    const dictionaries = new Map<string, readonly string[]>();
    for (const [name, column] of train.columns) {
      if (column.type === 'coded') dictionaries.set(name, column.levels);
    }
    const align = (table: typeof train) => comparedOnly(alignRows(table, schema, dictionaries, new Set()));
    const candidates = new Map<string, Rows>();
    for (const file of files) {
      const candidate = await engine.load({ role: 'candidate', name: file, path: fixture(file) });
      candidates.set(file, align(await readTable(engine, candidate, schema, options)));
    }
    return { train: align(train), candidates };
  } finally {
    await engine.close();
  }
}

function comparedOnly(rows: Rows): Rows {
  return { ...rows, columns: new Map([...rows.columns].filter(([, { schema }]) => isCompared(schema))) };
}
