import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readManifest } from '../../src/bundle/manifest.ts';
import { namesBeneath, runCli, smallTable, temporaryFolder, writeAll } from './run-cli.ts';

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
const run = (...args: string[]) => runCli(args, { cwd: folder });
const verify = (...args: string[]) => run('verify', ...args);
const rules = `name: house
rules:
  - { id: copies, measure: exact-copies.leak-rate, limit: { at-most: 0.9 }, rationale: A test. }
  - { id: shapes, measure: column-shapes.column-shapes, limit: { at-least: 0.1 }, rationale: A test. }
waivers:
  - { rule: copies, owner: Ada, reason: Agreed., expires: 2027-12-31 }
`;
const data = ['--train', 'real.csv', '--holdout', 'more.csv', '--synthetic', 'V=made.csv'];

beforeAll(async () => {
  writeAll(folder, {
    'real.csv': smallTable(80, 1),
    'more.csv': smallTable(80, 2),
    'made.csv': smallTable(80, 3),
    'house.yaml': rules,
  });
  expect(await run('keygen', '--out', 'keys')).toMatchObject({ code: 0, stderr: '' });
  expect(await run('keygen', '--out', 'other')).toMatchObject({ code: 0 });
  const args = ['--only', 'exact-copies', '--only', 'column-shapes', '--policy', 'house.yaml'];
  const ended = await run('audit', ...data, ...args, '--out', 'out', '--sign', 'keys/synthaudit.key.pem');
  expect(ended.stderr).toBe('');
});

const key = ['--key', 'keys/synthaudit.pub.pem'];

/** A copy of the signed bundle to do harm to. */
function copy(name: string): string {
  rmSync(at(name), { recursive: true, force: true });
  cpSync(at('out'), at(name), { recursive: true });
  return name;
}

test('keys: the private half is its owner’s alone, and none is ever replaced', async () => {
  expect(readdirSync(at('keys')).sort()).toEqual(['synthaudit.key.pem', 'synthaudit.pub.pem']);
  if (process.platform !== 'win32') expect(statSync(at('keys/synthaudit.key.pem')).mode & 0o777).toBe(0o600);
  const before = readFileSync(at('keys/synthaudit.key.pem'), 'utf8');
  const again = await run('keygen', '--out', 'keys');
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('exists already');
  expect(readFileSync(at('keys/synthaudit.key.pem'), 'utf8')).toBe(before);
  expect(await run('keygen')).toMatchObject({ code: 2 });
});

test('the manifest tells what it takes to do it again, and nothing of the machine', () => {
  const bytes = readFileSync(at('out/manifest.json'));
  const manifest = readManifest(bytes)!;
  expect(manifest.outputs.map(({ name }) => name)).toEqual([
    'junit.xml',
    'report.html',
    'result.json',
    'results.sarif',
    'summary.md',
  ]);
  expect(manifest.inputs.map(({ role, name, candidate }) => [role, name, candidate])).toEqual([
    ['train', 'real.csv', null],
    ['holdout', 'more.csv', null],
    ['candidate', 'made.csv', 'V'],
    ['policy', 'house.yaml', null],
  ]);
  const result = JSON.parse(readFileSync(at('out/result.json'), 'utf8'));
  expect(manifest.policy).toEqual({ name: 'house', sha256: result.policy.sha256 });
  expect(manifest.dependencies).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^zod@\d/),
      expect.stringMatching(/^@duckdb\/node-bindings@/),
    ]),
  );
  expect(manifest.dependencies.some((one) => /^(vitest|typescript)@/.test(one))).toBe(false);
  expect(manifest.replay).toContain('--synthetic V=made.csv');
  expect(bytes.toString()).not.toContain(folder);
});

test('the replay command, run where the files are, gives the same result', async () => {
  const { replay } = readManifest(readFileSync(at('out/manifest.json')))!;
  const args = replay.replaceAll('\\\n', '').split(/\s+/).slice(1);
  const ended = await run(...args, '--out', 'again', '--quiet');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const settled = (name: string) => {
    const { run: once, ...rest } = JSON.parse(readFileSync(at(name, 'result.json'), 'utf8'));
    return { ...rest, run: { ...once, volatile: null } };
  };
  expect(settled('again')).toEqual(settled('out'));
});

describe('verify', () => {
  test('finds nothing in what was not touched, wherever it lies', async () => {
    const ended = await verify(copy('moved'), ...key);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/✓ 5 files are as the manifest says\n✓ signed with the key [0-9a-f]{64}\n/);
    expect((await verify('out')).stdout).toContain('give --key to check that');
    expect(JSON.parse((await verify('out', ...key, '--json')).stdout)).toMatchObject({
      findings: [],
      signature: 'good',
      differences: null,
    });
  });

  test('names every harm, each once, and exits with 1', async () => {
    const name = copy('harmed');
    const change = (file: string) => {
      const bytes = readFileSync(at(name, file));
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(at(name, file), bytes);
    };
    change('report.html');
    rmSync(at(name, 'summary.md'));
    mkdirSync(at(name, 'more'));
    writeFileSync(at(name, 'more/notes.txt'), 'mine');
    renameSync(at(name, 'junit.xml'), at('junit.xml'));
    symlinkSync(at('junit.xml'), at(name, 'junit.xml'));
    const ended = await verify(name, ...key);
    expect(ended.code).toBe(1);
    expect(ended.stdout.trim().split('\n')).toEqual([
      '✕ junit.xml is no plain file',
      '✕ report.html was changed',
      '✕ summary.md is missing',
      '✕ more/notes.txt is not in the manifest',
    ]);
    change('manifest.json');
    expect((await verify(name)).stdout).toContain('✕ manifest.json is not as it was written');
    rmSync(at(name, 'manifest.json'));
    expect(await verify(name)).toMatchObject({ code: 1 });
  });

  test('any single byte that is flipped in any file is found', async () => {
    const { checkBundle } = await import('../../src/bundle/check-bundle.ts');
    const { readBundle } = await import('../../src/cli/bundle-folder.ts');
    const { verifyingKeyOf } = await import('../../src/cli/signing-key.ts');
    const name = copy('flipped');
    const publicKey = await verifyingKeyOf(at('keys/synthaudit.pub.pem'));
    const files = namesBeneath(at(name)).map((file) => ({ file, bytes: readFileSync(at(name, file)) }));
    expect(files).toHaveLength(7);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        async ({ file, bytes }, place, bit) => {
          const changed = Buffer.from(bytes);
          changed[place % bytes.length]! ^= 1 << bit;
          writeFileSync(at(name, file), changed);
          const { findings } = checkBundle(await readBundle(at(name)), publicKey);
          writeFileSync(at(name, file), bytes);
          expect(findings).not.toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
    expect(checkBundle(await readBundle(at(name)), publicKey).findings).toEqual([]);
  });

  test('knows a foreign signature, and asks for one where a key is given', async () => {
    expect((await verify('out', '--key', 'other/synthaudit.pub.pem')).stdout).toContain('another key');
    rmSync(at(copy('unsigned'), 'manifest.dsse.json'));
    expect(await verify('unsigned')).toMatchObject({ code: 0 });
    const ended = await verify('unsigned', ...key);
    expect([ended.code, ended.stdout]).toEqual([
      1,
      '✕ manifest.dsse.json is missing: the manifest is not signed\n',
    ]);
  });

  test.each([
    ['no such folder', ['none'], 'does not exist'],
    ['a file', ['real.csv'], 'is no folder'],
    ['the private key', ['out', '--key', 'keys/synthaudit.key.pem'], 'is no public ed25519 key'],
    ['no such key', ['out', '--key', 'keys/none.pem'], 'keys/none.pem does not exist'],
    ['inputs without --replay', ['out', '--train', 'real.csv'], 'without --replay'],
  ])('%s is bad usage', async (_, args, message) => {
    const ended = await verify(...args);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain(message);
  });
});

describe('verify --replay', () => {
  test('finds the inputs by their hashes and the same result', async () => {
    for (const [from, to] of [
      ['real', 'a'],
      ['more', 'b'],
      ['made', 'c'],
    ])
      cpSync(at(`${from}.csv`), at(`${to}.csv`));
    const ended = await verify(
      'out',
      ...key,
      '--replay',
      '--train',
      'a.csv',
      '--holdout',
      'b.csv',
      '--synthetic',
      'c.csv',
    );
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('✓ run again: result.json comes out the same');
  });

  test('says which values come out otherwise', async () => {
    // A lie that is signed: hashes and signature are right, the numbers are not.
    const lie = copy('lie');
    const result = JSON.parse(readFileSync(at(lie, 'result.json'), 'utf8'));
    result.candidates.v.outcomes['column-shapes'].measures[0].estimate.value = 1;
    writeFileSync(at('lie.json'), JSON.stringify(result));
    await run('gate', 'lie.json', '--policy', 'house.yaml', '--out', 'gated', '--quiet');
    cpSync(at('gated/result.json'), at(lie, 'result.json'));
    const { writeBundle } = await import('../../src/cli/output-bundle.ts');
    const {
      tool: _,
      dependencies: __,
      kind,
      schemaVersion,
      outputs,
      replay,
      sha256,
      ...facts
    } = readManifest(readFileSync(at('out/manifest.json')))!;
    const texts = Object.fromEntries(outputs.map(({ name }) => [name, readFileSync(at(lie, name), 'utf8')]));
    await writeBundle(at(lie), texts, facts, {});
    expect(await verify(lie)).toMatchObject({ code: 0 });
    const ended = await verify(lie, '--replay', ...data.slice(0, 4), '--synthetic', 'made.csv');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain(
      '$.candidates.v.outcomes.column-shapes.measures[0].estimate.value comes out otherwise',
    );
  });

  test.each([
    [
      'another file',
      [...data.slice(2, 4), '--train', 'made.csv', '--synthetic', 'made.csv'],
      'is not what the run read as --train',
    ],
    [
      'a missing file',
      ['--train', 'real.csv', '--synthetic', 'made.csv'],
      '--holdout is missing: the run read more.csv',
    ],
    [
      'a file it never read',
      [...data.slice(0, 4), '--synthetic', 'made.csv', '--metadata', 'made.csv'],
      'the run had no --metadata',
    ],
  ])('%s is refused', async (_, args, message) => {
    const ended = await verify('out', '--replay', ...args);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain(message);
  });

  test('judges a saved result again as gate did, on the day it did', async () => {
    expect(
      await run('gate', 'out/result.json', '--policy', 'house.yaml', '--out', 'gate', '--quiet'),
    ).toMatchObject({ code: 0 });
    const ended = await verify('gate', '--replay', '--result', 'out/result.json');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('comes out the same');
  });
});

test('a series is bound and made again, too', async () => {
  const series = ['--labels', '2025,2026', 'V=made.csv', 'more.csv'];
  const args = ['--train', 'real.csv', '--only', 'column-shapes', ...series, '--out', 'series', '--quiet'];
  expect(await run('generations', ...args)).toMatchObject({ code: 0, stderr: '' });
  const manifest = readManifest(readFileSync(at('series/manifest.json')))!;
  expect(manifest.command).toBe('generations');
  expect(manifest.replay).toMatch(/^synthaudit generations V=made.csv more=more.csv \\\n/);
  const inputs = ['--train', 'real.csv', '--synthetic', 'more.csv', '--synthetic', 'made.csv'];
  const ended = await verify('series', '--replay', ...inputs);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toContain('comes out the same');
});

test('a comparison is bound and made again, too', async () => {
  const one = (name: string) => [
    ...data.slice(0, 4),
    '--synthetic',
    `${name}.csv`,
    '--only',
    'column-shapes',
    '--quiet',
  ];
  writeAll(folder, { 'other.csv': smallTable(80, 4) });
  for (const name of ['made', 'other'])
    expect(await run('audit', ...one(name), '--out', `of-${name}`)).toMatchObject({ code: 0 });
  const results = ['of-made/result.json', 'of-other/result.json'];
  const compared = await run('compare', ...results, '--out', 'pair', '--quiet', '--weights', 'fidelity=2');
  expect(compared).toMatchObject({ code: 0, stderr: '' });
  const manifest = readManifest(readFileSync(at('pair/manifest.json')))!;
  expect(manifest.inputs.map(({ role }) => role)).toEqual(['result', 'result']);
  const ended = await verify('pair', '--replay', '--result', results[1]!, '--result', results[0]!);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toContain('comes out the same');
});

describe('signing', () => {
  test('a folder that is written anew keeps no signature of what was there', async () => {
    const name = copy('anew');
    const ended = await run('audit', ...data, '--only', 'column-shapes', '--out', name, '--quiet');
    expect(ended.code).toBe(0);
    expect(existsSync(at(name, 'manifest.dsse.json'))).toBe(false);
    // Of the first run junit.xml and results.sarif are left, which the second did not write.
    expect((await verify(name)).stdout).toBe(
      '✕ junit.xml is not in the manifest\n✕ results.sarif is not in the manifest\n',
    );
  });

  test.each([
    ['nothing is written', ['--json', '--sign', 'keys/synthaudit.key.pem'], '--out is missing'],
    ['the key is none', ['--out', 'x', '--sign', 'real.csv'], 'is no private ed25519 key'],
    ['the key is not there', ['--out', 'x', '--sign', 'none.pem'], 'none.pem does not exist'],
  ])('is refused at once where %s', async (_, args, message) => {
    const ended = await run('audit', ...data, ...args);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain(message);
    expect(existsSync(at('x'))).toBe(false);
  });

  test('what is internal and of single rows is bound, too, and made again', async () => {
    mkdirSync(at('rows'));
    const internal = [
      '--disclosure',
      'internal',
      '--records',
      'rows/records.parquet',
      '--out',
      'rows',
      '--quiet',
    ];
    expect(await run('audit', ...data, '--only', 'column-shapes', ...internal)).toMatchObject({ code: 0 });
    expect((await verify('rows')).stdout).toContain('✓ 4 files are as the manifest says');
    const ended = await verify('rows', '--replay', ...data.slice(0, 4), '--synthetic', 'made.csv');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    chmodSync(at('rows/records.parquet'), 0o600);
    writeFileSync(at('rows/records.parquet'), 'x');
    expect((await verify('rows')).stdout).toBe('✕ records.parquet was changed\n');
  });
});
