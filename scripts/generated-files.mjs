// Files that scripts make and that are committed: written, or with --check compared with what is committed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Writes the files, or with `--check` on the command line compares them: names every one that differs, with its first
 * differing line, and sets the exit code to 1.
 *
 * @param {Record<string, string>} files path below the root → content
 * @param {string} remedy the command that writes them
 */
export function writeOrCheck(files, remedy) {
  if (process.argv.includes('--check')) check(files, remedy);
  else write(files);
}

function write(files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`${path}: ${Math.ceil(Buffer.byteLength(text) / 1000)} kB`);
  }
}

function check(files, remedy) {
  const stale = Object.entries(files).filter(([path, text]) => committed(path) !== text);
  for (const [path, text] of stale) console.error(differenceOf(path, text));
  if (stale.length === 0) return;
  console.error(`Run ${remedy}, look at the difference, and commit it.`);
  process.exitCode = 1;
}

function committed(path) {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null;
  }
}

function differenceOf(path, text) {
  const before = committed(path);
  if (before === null) return `${path} is missing`;
  const old = before.split('\n');
  const made = text.split('\n');
  let line = 0;
  while (old[line] === made[line]) line++;
  return [
    `${path} is not up to date, from line ${line + 1} on:`,
    `  committed: ${shown(old[line])}`,
    `  made now:  ${shown(made[line])}`,
  ].join('\n');
}

function shown(line) {
  if (line === undefined) return '(end of file)';
  return line.length > 200 ? `${line.slice(0, 200)} …` : line;
}
