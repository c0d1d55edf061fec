// Real and synthetic files as the peers had them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { alignRows } from '../../dist/artifacts/real-rows.js';
import { isCompared } from '../../dist/artifacts/rows.js';
import { Engine, inferSchema, readMetadata, readTable } from '../../dist/datasets/datasets.js';

/** First rows of each file, `?` spelled as an ordinary word that sorts alike, and metadata where a folder has none. */
export function prepareInputs(reference, { paths, metadata }, folder) {
  const files = {};
  for (const role of ['train', 'holdout', 'synthetic']) {
    if (!paths[role] || !reference.rows[role]) continue;
    files[role] = join(folder, `${role}.csv`);
    writeFileSync(
      files[role],
      firstRows(readText(paths[role]), reference.max_rows ?? Number.POSITIVE_INFINITY),
    );
  }
  const described = metadata
    ? JSON.parse(readFileSync(metadata, 'utf8'))
    : { columns: reference.metadata.columns };
  files.metadata = join(folder, 'metadata.json');
  writeFileSync(files.metadata, JSON.stringify({ METADATA_SPEC_VERSION: 'SINGLE_TABLE_V1', ...described }));
  files.ignored = Object.entries(described.columns)
    .filter(([, { sdtype }]) => sdtype === 'id' || sdtype === 'datetime')
    .map(([name]) => name);
  return files;
}

function readText(path) {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, '');
}

function firstRows(text, count) {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  return `${lines
    .slice(0, count + 1)
    .map((line) => line.replace(/(?<=^|,)\s*\?\s*(?=,|$)/g, '?-'))
    .join('\n')}\n`;
}

/** The columns of prepared files as our audits see them; the holdout is null where there is none. */
export async function readRows({ train, holdout = null, synthetic, metadata, ignored }) {
  const engine = await Engine.open({ memory: '2GB', threads: 2 });
  try {
    const given = await readMetadata(metadata);
    const raw = await engine.load({ role: 'train', name: 'train', path: train });
    const others = [await engine.load({ role: 'candidate', name: 'candidate', path: synthetic })];
    if (holdout) others.push(await engine.load({ role: 'holdout', name: 'holdout', path: holdout }));
    const options = { ignore: ignored };
    const schema = await inferSchema(engine, raw, null, given.metadata, options);
    const tables = [];
    for (const table of [raw, ...others]) tables.push(await readTable(engine, table, schema, options));
    const dictionaries = new Map(
      [...tables[0].columns].flatMap(([name, column]) =>
        column.type === 'coded' ? [[name, column.levels]] : [],
      ),
    );
    const [first, second, third = null] = tables.map((table) =>
      comparedOnly(alignRows(table, schema, dictionaries, new Set())),
    );
    return { train: first, synthetic: second, holdout: third };
  } finally {
    await engine.close();
  }
}

function comparedOnly(rows) {
  return { ...rows, columns: new Map([...rows.columns].filter(([, { schema }]) => isCompared(schema))) };
}
