import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { canonicalJson, renderHtml, renderMarkdown, resultSchema } from '../src/index.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const sample = (name: string) => readFileSync(join(root, 'reports/sample', name), 'utf8');

// Where one of these fails on purpose, `npm run golden` writes the sample anew: look at the difference, then commit it.
describe('the sample in reports/sample', () => {
  const text = sample('result.json');
  const result = resultSchema.parse(JSON.parse(text));

  it('is a result document, in canonical form', () => {
    expect(canonicalJson(result) === text).toBe(true);
    expect(result.run.disclosure).toBe('shared');
  });

  it('is rendered as committed', () => {
    expectSame(renderHtml(result), sample('report.html'));
    expectSame(renderMarkdown(result), sample('summary.md'));
  });

  it('is what an audit of the fixtures gives now, byte for byte', () => {
    const { status, output } = goldenCheck();
    expect(output).toBe('');
    expect(status).toBe(0);
  }, 300_000);

  it('stays small', () => {
    const files = readdirSync(join(root, 'reports'), { recursive: true, withFileTypes: true });
    const bytes = files
      .filter((file) => file.isFile())
      .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
    expect(bytes).toBeLessThan(6_000_000);
  });
});

/** Compares without printing hundreds of kilobytes: the first differing line is enough. */
function expectSame(made: string, committed: string): void {
  if (made === committed) return;
  const [ours, theirs] = [made.split('\n'), committed.split('\n')];
  const line = ours.findIndex((text, index) => text !== theirs[index]);
  expect(`line ${line + 1}: ${ours[line]?.slice(0, 300)}`).toBe(
    `line ${line + 1}: ${theirs[line]?.slice(0, 300)}`,
  );
  expect(ours.length).toBe(theirs.length);
}

function goldenCheck(): { status: number; output: string } {
  try {
    execFileSync(process.execPath, ['scripts/golden.mjs', '--check'], { cwd: root, stdio: 'pipe' });
    return { status: 0, output: '' };
  } catch (cause) {
    const { status, stderr } = cause as { status: number; stderr: Buffer };
    return { status, output: String(stderr) };
  }
}
