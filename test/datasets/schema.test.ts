import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inferSchema, metadataOf, parseMetadata, readMetadata } from '../../src/datasets/datasets.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { csvColumn, metadataFrom, openWorkspace, type Workspace } from './workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

async function kindOf(
  name: string,
  cells: readonly (string | number)[],
  holdout?: readonly (string | number)[],
) {
  const { schema, train } = await space.read(
    csvColumn(name, cells),
    holdout ? { holdout: csvColumn(name, holdout) } : {},
  );
  const column = schema.columns[0]!;
  return { ...column, unreadable: train.columns.get(column.name)!.unreadable };
}

describe('kinds are inferred from the cells', () => {
  test('numbers: whole ones are integers, also as 5.0; others are continuous', async () => {
    expect(await kindOf('x', range(30))).toMatchObject({
      kind: 'numeric',
      numeric: 'integer',
      unreadable: 0,
    });
    expect(
      await kindOf(
        'x',
        range(30).map((i) => `${i}.0`),
      ),
    ).toMatchObject({ kind: 'numeric', numeric: 'integer' });
    expect(
      await kindOf(
        'x',
        range(30).map((i) => i / 4),
      ),
    ).toMatchObject({ kind: 'numeric', numeric: 'continuous' });
    expect(await kindOf('x', [...range(30), ''])).toMatchObject({ kind: 'numeric', missingCodes: [] });
  });

  test('many fractions are numbers without a look at each, unless the holdout says otherwise', async () => {
    const fractions = range(3000).map((i) => `${i}.25`);
    expect(await kindOf('x', fractions, fractions)).toMatchObject({ kind: 'numeric', numeric: 'continuous' });
    expect(await kindOf('x', fractions, ['1.5', 'refused', 'refused'])).toMatchObject({
      kind: 'numeric',
      missingCodes: ['refused'],
    });
    // Digits padded with zeros are codes; that train's are written as numbers is then known by their spellings.
    expect(await kindOf('x', fractions, ['007', '0.5'])).toMatchObject({
      kind: 'categorical',
      numberLike: true,
    });
  });

  test('codes for missing among numbers are recognised and shown', async () => {
    const cells = [...range(50), 'NA', 'None', '-', '', 'N/A'];
    expect(await kindOf('x', cells)).toMatchObject({
      kind: 'numeric',
      missingCodes: ['-', 'N/A', 'NA', 'None'],
      unreadable: 0,
    });
    // One word that is in no list, in a column that is numeric otherwise.
    expect(await kindOf('x', [...range(50), 'refused', 'refused'])).toMatchObject({
      kind: 'numeric',
      missingCodes: ['refused'],
      unreadable: 0,
    });
    // Two such words are categories; a word with digits may be a top code.
    expect(await kindOf('x', [...range(50), 'low', 'high'])).toMatchObject({ kind: 'categorical' });
    expect(await kindOf('x', [...range(50), '90+'])).toMatchObject({ kind: 'categorical' });
  });

  test('a slip in a thousand does not change what a column is, and is counted', async () => {
    expect(await kindOf('x', [...range(2000), '12O', '17-'])).toMatchObject({
      kind: 'numeric',
      missingCodes: [],
      unreadable: 2,
    });
    expect(await kindOf('x', [...range(500), '12O', '17-'])).toMatchObject({ kind: 'categorical' });
  });

  test('None, Unknown, - and N are values among words', async () => {
    const cells = range(60).map(
      (i) => ['None', 'Norm', '>200', 'Unknown', '-', 'N', '?', 'NA', 'NaN'][i % 9]!,
    );
    const column = await kindOf('x', cells);
    expect(column).toMatchObject({ kind: 'categorical', missingCodes: ['?', 'NA', 'NaN'] });
    const { train } = await space.read(csvColumn('x', cells));
    expect(train.columns.get('x')).toMatchObject({ levels: ['-', '>200', 'N', 'None', 'Norm', 'Unknown'] });
  });

  test('at most two whole numbers are categories, with their codes for missing as values', async () => {
    expect(
      await kindOf(
        'x',
        range(30).map((i) => i % 2),
      ),
    ).toMatchObject({ kind: 'categorical', numberLike: true });
    expect(
      await kindOf(
        'x',
        range(30).map((i) => `${i % 2}.0`),
      ),
    ).toMatchObject({ kind: 'categorical', numberLike: true });
    expect(
      await kindOf(
        'x',
        range(30).map((i) => ['1', '2', 'N'][i % 3]!),
      ),
    ).toMatchObject({ kind: 'categorical', missingCodes: [] });
    expect(
      await kindOf(
        'x',
        range(30).map((i) => i % 3),
      ),
    ).toMatchObject({ kind: 'numeric' });
    expect(
      await kindOf(
        'x',
        range(30).map((i) => (i % 2) + 0.5),
      ),
    ).toMatchObject({ kind: 'numeric' });
  });

  test('booleans are true and false, in any case; yes and no stay as written', async () => {
    expect(await kindOf('x', ['True', 'False', '', 'TRUE'])).toMatchObject({ kind: 'boolean' });
    expect(await kindOf('x', ['Yes', 'No', 'Yes'])).toMatchObject({ kind: 'categorical' });
    expect(await kindOf('x', ['t', 'f', 't'])).toMatchObject({ kind: 'categorical' });
    expect(await kindOf('x', ['true', 'false', 'maybe'])).toMatchObject({ kind: 'categorical' });
  });

  test('padded and overlong digits are codes', async () => {
    const zip = range(200).map((i) => String(i % 50).padStart(5, '0'));
    expect(await kindOf('zip', zip)).toMatchObject({ kind: 'categorical', numeric: null });
    expect(
      await kindOf(
        'x',
        range(50).map((i) => `12345678901234567${100 + i}`),
      ),
    ).toMatchObject({ kind: 'identifier' });
  });

  test('identifiers', async () => {
    expect(await kindOf('id', range(30))).toMatchObject({ kind: 'identifier' });
    expect(await kindOf('Unnamed: 0', range(30))).toMatchObject({ kind: 'identifier' });
    expect(await kindOf('x', range(30))).toMatchObject({ kind: 'numeric' });
    expect(await kindOf('id', [...range(30), 3])).toMatchObject({ kind: 'numeric' });
    expect(
      await kindOf(
        'id',
        range(30).map((i) => i + 0.5),
      ),
    ).toMatchObject({ kind: 'numeric' });
    expect(
      await kindOf(
        'x',
        range(40).map((i) => `P-${1000 + i}`),
      ),
    ).toMatchObject({ kind: 'identifier' });
    expect(
      await kindOf(
        'x',
        range(40).map((i) => `user${i}@example.org`),
      ),
    ).toMatchObject({ kind: 'identifier' });
    const random = randomStream(1, 'uuid');
    const hex = (digits: number) =>
      Array.from({ length: digits }, () => random.below(16).toString(16)).join('');
    const uuids = range(40).map(() => [8, 4, 4, 4, 12].map(hex).join('-'));
    expect(await kindOf('x', [...uuids, ...uuids])).toMatchObject({ kind: 'identifier' });
  });

  test('text: many long or wordy cells', async () => {
    const random = randomStream(2, 'text');
    const word = () =>
      ['pain', 'left', 'knee', 'after', 'fall', 'mild', 'severe', 'since', 'week'][random.below(9)]!;
    const notes = range(100).map(() => Array.from({ length: 7 }, word).join(' '));
    expect(await kindOf('note', notes)).toMatchObject({ kind: 'text' });
    const names = range(400).map((i) => `Anna${i} Smith`);
    expect(await kindOf('name', names)).toMatchObject({ kind: 'text' });
    // Few long categories are still categories.
    expect(
      await kindOf(
        'x',
        range(400).map((i) => `a rather long category number ${i % 20} of some`),
      ),
    ).toMatchObject({ kind: 'categorical' });
  });

  test.each([
    ['%Y-%m-%d', (d: number) => `2021-03-${String(d).padStart(2, '0')}`],
    ['%d/%m/%Y', (d: number) => `${d}/3/2021`],
    ['%m/%d/%Y', (d: number) => `03/${d}/2021`],
    ['%d.%m.%Y', (d: number) => `${d}.03.2021`],
    ['%Y-%m-%dT%H:%M:%S%z', (d: number) => `2021-03-${String(d).padStart(2, '0')}T10:00:00Z`],
    ['%Y-%m-%d %H:%M:%S', (d: number) => `2021-03-${String(d).padStart(2, '0')} 10:00:00`],
    ['%d %b %Y', (d: number) => `${d} Mar 2021`],
  ])('dates as %s', async (format, spell) => {
    const cells = range(28).map((i) => spell(i + 1));
    expect(await kindOf('x', [...cells.map((cell) => `"${cell}"`), 'NA', ''])).toMatchObject({
      kind: 'datetime',
      datetimeFormat: format,
      missingCodes: ['NA'],
      unreadable: 0,
    });
  });

  test('compact dates only where the name says so', async () => {
    const cells = range(28).map((i) => 20210301 + i);
    expect(await kindOf('visit_date', cells)).toMatchObject({ kind: 'datetime', datetimeFormat: '%Y%m%d' });
    expect(await kindOf('x', cells)).toMatchObject({ kind: 'numeric' });
    expect(await kindOf('date', range(28))).toMatchObject({ kind: 'numeric' });
  });

  test('constants are constant in train and holdout', async () => {
    expect(await kindOf('x', ['No', 'No', ''])).toMatchObject({ kind: 'constant' });
    expect(await kindOf('x', ['', '', 'NA'])).toMatchObject({ kind: 'constant', missingCodes: ['NA'] });
    expect(await kindOf('x', ['No', 'No'], ['No'])).toMatchObject({ kind: 'constant' });
    expect(await kindOf('x', ['No', 'No'], ['Yes'])).toMatchObject({ kind: 'categorical' });
    expect(await kindOf('x', ['5', '5.0', '5'])).toMatchObject({ kind: 'constant', numberLike: true });
  });

  test('decimal commas and thousands', async () => {
    const comma = range(30).map((i) => `"${i},${i % 10}"`);
    expect(await kindOf('x', comma)).toMatchObject({ kind: 'numeric', decimalMark: ',', unreadable: 0 });
    const grouped = range(30).map((i) => `"${i + 1},${String(100 + i)}"`);
    expect(await kindOf('x', grouped)).toMatchObject({
      kind: 'numeric',
      numeric: 'integer',
      decimalMark: '.',
    });
  });

  test('holdout widens a type that does not read it, and is shown with its codes', async () => {
    expect(
      await kindOf(
        'x',
        range(40),
        range(40).map((i) => i / 4),
      ),
    ).toMatchObject({ numeric: 'continuous' });
    expect(await kindOf('x', range(40), ['low', 'high', ...range(40)])).toMatchObject({
      kind: 'categorical',
    });
    expect(await kindOf('x', range(40), [...range(40), 'NA'])).toMatchObject({
      kind: 'numeric',
      missingCodes: ['NA'],
    });
  });

  test('many distinct values take another way to the same kinds', async () => {
    const n = 30_000;
    const random = randomStream(3, 'many');
    const rows = range(n).map((i) => {
      const noise = random.normal();
      const cell = i === 5 ? 'NA' : noise.toFixed(6);
      return `${i},K${String(i).padStart(6, '0')},${cell},"${noise.toFixed(5).replace('.', ',')}",0${10_000_000 + i}`;
    });
    const { schema, train } = await space.read(`row_id,key,noise,komma,padded\n${rows.join('\n')}\n`);
    expect(schema.columns.map(({ kind, numeric }) => [kind, numeric])).toEqual([
      ['identifier', null],
      ['identifier', null],
      ['numeric', 'continuous'],
      ['numeric', 'continuous'],
      ['identifier', null],
    ]);
    expect(schema.columns[2]!.missingCodes).toEqual(['NA']);
    expect(schema.columns[3]!.decimalMark).toBe(',');
    expect(schema.primaryKey).toBe('row_id');
    for (const column of train.columns.values()) expect(column.unreadable).toBe(0);
  });
});

describe('metadata wins', () => {
  test('over every inferred kind', async () => {
    const rows = range(40).map((i) => `${i},${i % 2},${i % 3},${20210301 + (i % 28)},x${i % 5},${i},w ${i}`);
    const { schema } = await space.read(`key,flag,code,day,mail,n,note\n${rows.join('\n')}\n`, {
      metadata: {
        key: { sdtype: 'id', regex_format: '\\d+' },
        flag: 'boolean',
        code: 'categorical',
        day: { sdtype: 'datetime', datetime_format: '%Y%m%d' },
        mail: { sdtype: 'email', pii: true },
        n: { sdtype: 'numerical', computer_representation: 'Float' },
      },
    });
    expect(schema.columns.map(({ name, kind, numeric, source }) => [name, kind, numeric, source])).toEqual([
      ['key', 'identifier', null, 'metadata'],
      ['flag', 'boolean', null, 'metadata'],
      ['code', 'categorical', null, 'metadata'],
      ['day', 'datetime', null, 'metadata'],
      ['mail', 'categorical', null, 'metadata'],
      ['n', 'numeric', 'continuous', 'metadata'],
      ['note', 'categorical', null, 'inferred'],
    ]);
    expect(schema.columns[0]!.pattern).toBe('\\d+');
    expect(schema.columns[3]!.datetimeFormat).toBe('%Y%m%d');
  });

  test('a datetime without a format gets the one that fits; without any, an error', async () => {
    const { schema } = await space.read(
      csvColumn(
        'd',
        range(20).map((i) => `${i + 1}.03.2021`),
      ),
      { metadata: { d: 'datetime' } },
    );
    expect(schema.columns[0]).toMatchObject({
      kind: 'datetime',
      datetimeFormat: '%d.%m.%Y',
      source: 'metadata',
    });
    await expect(
      space.read(csvColumn('d', ['week 1', 'week 2']), { metadata: { d: 'datetime' } }),
    ).rejects.toMatchObject({ code: 'datetime-format' });
  });

  test('sdtype unknown is inferred; a declared number keeps its unreadable cells', async () => {
    const unknown = await space.read(csvColumn('x', range(20)), { metadata: { x: 'unknown' } });
    expect(unknown.schema.columns[0]).toMatchObject({ kind: 'numeric', source: 'inferred' });
    const numeric = await space.read(csvColumn('x', [...range(20), '4+', 'many', 'N/A']), {
      metadata: { x: 'numerical' },
    });
    expect(numeric.schema.columns[0]).toMatchObject({ kind: 'numeric', missingCodes: ['N/A'] });
    expect(numeric.train.columns.get('x')!.unreadable).toBe(2);
  });

  test('both forms are read, and what is wrong is named', async () => {
    const columns = { a: { sdtype: 'id' }, b: { sdtype: 'numerical', computer_representation: 'Int64' } };
    const single = parseMetadata(JSON.stringify({ primary_key: 'a', columns }), 'm.json');
    const unified = parseMetadata(
      JSON.stringify({
        METADATA_SPEC_VERSION: 'V1',
        tables: { people: { primary_key: 'a', columns } },
        relationships: [],
      }),
      'm.json',
    );
    expect(unified).toEqual(single);
    expect(single.columns.get('b')).toEqual({
      sdtype: 'numerical',
      datetimeFormat: null,
      regexFormat: null,
      numeric: 'integer',
    });
    const wrong: [unknown, string, string][] = [
      [{ tables: { a: { columns }, b: { columns } } }, 'several-tables', 'a, b'],
      [{ columns: { a: { type: 'id' } } }, 'unreadable-metadata', 'columns.a.sdtype'],
      [{ columns, primary_key: 'z' }, 'unreadable-metadata', 'primary_key'],
      [{ tables: {} }, 'unreadable-metadata', 'tables'],
      [[], 'unreadable-metadata', 'm.json'],
    ];
    for (const [document, code, part] of wrong) {
      const attempt = () => parseMetadata(JSON.stringify(document), 'm.json');
      expect(attempt).toThrow(expect.objectContaining({ code }));
      expect(attempt).toThrow(part);
    }
    expect(() => parseMetadata('{', 'm.json')).toThrow('m.json');
    await expect(readMetadata('/nowhere/m.json')).rejects.toMatchObject({ code: 'file-not-found' });
    const path = await space.write('m.json', JSON.stringify({ columns }));
    expect((await readMetadata(path)).file).toMatchObject({
      name: 'm.json',
      bytes: JSON.stringify({ columns }).length,
    });
  });

  test('metadata of a schema leads to the same schema', async () => {
    const rows = range(60).map(
      (i) =>
        `${i},${i % 3 ? 'True' : 'False'},${['x', 'y', 'z'][i % 3]},2021-03-${String((i % 28) + 1).padStart(2, '0')},${i * 7},${i / 8}`,
    );
    const text = `id,flag,cat,day,n,f\n${rows.join('\n')}\n`;
    const inferred = await space.read(text);
    const document = metadataOf(inferred.schema);
    expect(document).toEqual({
      METADATA_SPEC_VERSION: 'SINGLE_TABLE_V1',
      primary_key: 'id',
      columns: {
        id: { sdtype: 'id' },
        flag: { sdtype: 'boolean' },
        cat: { sdtype: 'categorical' },
        day: { sdtype: 'datetime', datetime_format: '%Y-%m-%d' },
        n: { sdtype: 'numerical', computer_representation: 'Int64' },
        f: { sdtype: 'numerical', computer_representation: 'Float' },
      },
    });
    const raw = await space.load('again.csv', text);
    const again = await inferSchema(space.engine, raw, null, parseMetadata(JSON.stringify(document), 'm'), {
      ignore: [],
    });
    expect(again.primaryKey).toBe('id');
    expect(again.columns.map((column) => ({ ...column, source: 'inferred' }))).toEqual(
      inferred.schema.columns,
    );
  });
});

describe('columns that do not match', () => {
  test('a column that holdout or data lack is an error with the way out', async () => {
    const text = csvColumn('age', range(5));
    await expect(space.read(text, { holdout: 'filler\n1\n' })).rejects.toMatchObject({
      code: 'holdout-lacks-column',
      remedy: 'Add it or pass --ignore age.',
    });
    await expect(space.read(text, { holdout: 'x,y\n1,2\n' })).rejects.toMatchObject({
      code: 'no-common-columns',
    });
    await expect(space.read(text, { metadata: { gone: 'categorical' } })).rejects.toMatchObject({
      code: 'metadata-lacks-data',
    });
    await expect(space.read(text, { ignore: ['Age'] })).rejects.toMatchObject({ code: 'unknown-column' });
    await expect(space.read(text, { ignore: ['age', 'filler'] })).rejects.toMatchObject({
      code: 'no-columns',
    });
    const ignoring = await space.read(text, { holdout: 'filler\n1\n', ignore: ['age'] });
    expect(ignoring.schema.columns.map(({ name }) => name)).toEqual(['filler']);
    expect(ignoring.train.extraColumns).toEqual([]);
  });

  test('the candidate never changes the schema, and metadata may name several keys', async () => {
    const metadata = metadataFrom({ a: 'id', b: 'id' }, { primary_key: ['a', 'b'] });
    const raw = await space.load('k.csv', 'a,b\n1,1\n1,2\n');
    expect((await inferSchema(space.engine, raw, null, metadata, { ignore: [] })).primaryKey).toBe(null);
  });
});
