import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'dist/cli/main.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process once it runs. */
  readonly started?: (end: (signal: NodeJS.Signals) => void) => void;
  readonly program?: string;
}

/** Runs the compiled command line as a process of its own. */
export function runCli(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  // Nothing of the test runner's own terminal and colour settings.
  const { NO_COLOR, FORCE_COLOR, CI, NODE_OPTIONS, VITEST, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [surroundings.program ?? program, ...args], {
      cwd: surroundings.cwd ?? root,
      env: { ...inherited, ...surroundings.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
    surroundings.started?.((signal) => child.kill(signal));
  });
}

export function fixture(name: string): string {
  return join(root, 'fixtures', name);
}

/** A folder of this test file's own, removed after its tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cli-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files under a folder, and the folders that they need. Returns the folder. */
export function writeAll(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

/** All files and folders beneath a folder, sorted; empty where there is none. */
export function namesBeneath(folder: string): string[] {
  try {
    return (readdirSync(folder, { recursive: true }) as string[]).sort();
  } catch {
    return [];
  }
}

/** A small table with a unit, a number, a category and a target: fast to audit. */
export function smallTable(rows: number, seed: number): string {
  const lines = ['person,age,town,sick'];
  for (let row = 0; row < rows; row++) {
    const mixed = ((row + 1) * 7919 + seed * 104_729) % 1009;
    const age = 18 + (mixed % 70);
    lines.push(
      `P${seed}-${row},${age},${['North', 'South', 'East'][mixed % 3]},${age + (mixed % 30) > 70 ? 'yes' : 'no'}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
