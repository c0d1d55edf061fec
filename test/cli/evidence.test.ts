import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { frameworks } from '../../src/evidence/index.ts';
import { fixture, runCli, temporaryFolder, writeAll } from './run-cli.ts';

const sample = JSON.parse(readFileSync(join(fixture('..'), 'reports/sample/result.json'), 'utf8'));
const folder = writeAll(temporaryFolder(), {
  'result.json': JSON.stringify({ ...sample, evidence: frameworks }),
  'old.json': JSON.stringify({ ...sample, evidence: [] }),
});
const evidence = (file: string, ...rest: string[]) => runCli(['evidence', join(folder, file), ...rest]);

describe('evidence', () => {
  test('prints the map of a saved result as Markdown, and nothing else', async () => {
    const ended = await evidence('result.json', '--format', 'md', '--framework', 'wp216');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^# Evidence map: /);
    expect(ended.stdout).toContain('### Section 2.2: singling out');
    expect(ended.stdout).not.toContain('HIPAA');
  });

  test.each([
    ['an unknown framework', ['result.json', '--framework', 'gdrp'], 'there is no framework “gdrp”'],
    ['a result without a map', ['old.json'], 'carries no evidence map'],
    ['a file that is missing', ['none.json'], 'does not exist'],
    ['another format', ['result.json', '--format', 'pdf'], '--format'],
  ])('refuses %s', async (_, [file, ...rest], message) => {
    const ended = await evidence(file!, ...rest);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain(message);
    expect(ended.stderr.trim().split('\n')).toHaveLength(2);
  });
});
