// Our audits' own values on tables that a peer was given.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditDatasets } from '../../dist/index.js';
import { onlyColumns, valuesOf } from './peer-tables.mjs';

/**
 * Runs audits on train, holdout and a candidate (as `Rows`) without rounding. Values stand under
 * `measure|subject…|labels…`, labels in alphabetical order of their names.
 */
export async function auditTables({ train, holdout = null, synthetic }, only, { columns, ...options } = {}) {
  const names = columns ?? [...train.columns.keys()];
  const folder = mkdtempSync(join(tmpdir(), 'peer-tables-'));
  try {
    const write = (role, rows) => {
      const path = join(folder, `${role}.csv`);
      writeFileSync(path, asCsv(onlyColumns(rows, names)));
      return path;
    };
    const metadata = join(folder, 'metadata.json');
    writeFileSync(metadata, JSON.stringify(describe(train, names)));
    const result = await auditDatasets(
      {
        train: write('train', train),
        ...(holdout ? { holdout: write('holdout', holdout) } : {}),
        metadata,
        synthetic: [{ name: 'candidate', path: write('candidate', synthetic) }],
        only,
        disclosure: 'internal',
        threads: 1,
        ...options,
      },
      { platform: process.platform, runtime: process.version, cores: 1 },
    );
    return valuesIn(Object.values(result.candidates)[0].outcomes);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Values of a result by measure, subject and labels; what could not be measured is not there. */
function valuesIn(outcomes) {
  const values = new Map();
  for (const [audit, outcome] of Object.entries(outcomes)) {
    if (outcome.status === 'error') throw new Error(`${audit}: ${outcome.message}`);
    for (const { name, subject, labels, estimate } of outcome.measures ?? []) {
      const spelled = Object.keys(labels)
        .sort()
        .map((key) => labels[key]);
      values.set([name, ...subject, ...spelled].join('|'), estimate.value);
    }
  }
  return values;
}

function describe(rows, names) {
  return {
    METADATA_SPEC_VERSION: 'SINGLE_TABLE_V1',
    columns: Object.fromEntries(
      names.map((name) => [
        name,
        { sdtype: rows.columns.get(name).type === 'number' ? 'numerical' : 'categorical' },
      ]),
    ),
  };
}

function asCsv(rows) {
  const columns = [...rows.columns].map(([name, cells]) => [name, valuesOf(cells), cells]);
  const lines = [columns.map(([name]) => quoted(name)).join(',')];
  for (let row = 0; row < rows.rowCount; row++) {
    lines.push(
      columns
        .map(([, values, cells]) => {
          const isMissing = cells.type === 'number' ? Number.isNaN(values[row]) : cells.codes[row] < 0;
          return isMissing ? '' : quoted(String(values[row]));
        })
        .join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

function quoted(text) {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
