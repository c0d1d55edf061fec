import type { Engine } from './engine.ts';
import type { RawColumn, RawDataset } from './raw-dataset.ts';

/** Above this, a dictionary is made here rather than by DuckDB, whose enumerations get slow. */
const maxEnumLevels = 50_000;

/** A column as codes into its distinct cells, as written; -1 for an empty cell. */
export async function dictionaryOf(
  engine: Engine,
  raw: RawDataset,
  { sqlName, roughlyDistinct }: RawColumn,
): Promise<{ codes: Int32Array; cells: string[] }> {
  if (roughlyDistinct > maxEnumLevels) return dictionaryHere(engine, raw, sqlName);
  const type = engine.freshName('levels');
  await engine.run(
    `CREATE TYPE ${type} AS ENUM (SELECT DISTINCT ${sqlName} FROM ${raw.sqlTable} WHERE ${sqlName} <> '' ORDER BY 1)`,
  );
  try {
    const cells = (await engine.strings(`SELECT unnest(enum_range(NULL::${type}))::VARCHAR`)) as string[];
    const codes = await engine.integers(
      `SELECT coalesce(enum_code(nullif(${sqlName}, '')::${type})::INTEGER, -1) FROM ${raw.sqlTable}`,
      raw.rowCount,
    );
    return { codes, cells };
  } finally {
    await engine.run(`DROP TYPE ${type}`);
  }
}

async function dictionaryHere(
  engine: Engine,
  raw: RawDataset,
  sqlName: string,
): Promise<{ codes: Int32Array; cells: string[] }> {
  const codes = new Int32Array(raw.rowCount);
  const known = new Map<string, number>();
  let row = 0;
  await engine.eachString(`SELECT ${sqlName} FROM ${raw.sqlTable}`, (cell) => {
    let code = -1;
    if (cell !== null && cell !== '') {
      code = known.get(cell) ?? known.size;
      if (code === known.size) known.set(cell, code);
    }
    codes[row++] = code;
  });
  return { codes, cells: [...known.keys()] };
}
