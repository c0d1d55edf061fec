import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { UserError } from '../errors.ts';
import type { SourceFile } from './table.ts';

export type FileFormat = 'csv' | 'parquet' | 'json';
export type Compression = 'none' | 'gzip' | 'zstd';

/** One file of a dataset, found and hashed. */
export interface FoundFile extends SourceFile {
  readonly path: string;
  readonly format: FileFormat;
  readonly compression: Compression;
}

/**
 * The files behind a path: a file, a folder of parts or a glob, sorted by name so that the order never depends on the
 * file system. Hashes are over the bytes as they lie, compressed or not.
 */
export async function findFiles(path: string): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for (const found of await listFiles(path)) {
    const { sha256, bytes } = await hashFile(found);
    if (bytes === 0) throw emptyFile(found);
    files.push({ path: found, name: basename(found), sha256, bytes, ...formatOf(found) });
  }
  return files;
}

/** Fails as `findFiles` would, without reading: so that the last of many paths need not wait for its turn to be refused. */
export async function checkFiles(path: string): Promise<void> {
  for (const found of await listFiles(path)) {
    const facts = await stat(found);
    if (!facts.isFile()) {
      throw new UserError(
        'unreadable-file',
        `${found} is a pipe or a device, and files are read more than once`,
        'Save the data as a file first.',
      );
    }
    if (facts.size === 0) throw emptyFile(found);
  }
}

/** The hash of the one file, or over the files' hashes in order where there are several. */
export function combinedHash(files: readonly SourceFile[]): string {
  if (files.length === 1) return files[0]!.sha256;
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.sha256}\n`);
  return hash.digest('hex');
}

/** What a dataset's files are, without reading them as data. @throws {UserError} `file-not-found`, `no-data-files` */
export async function hashDataset(
  path: string,
): Promise<{ files: SourceFile[]; sha256: string; bytes: number }> {
  const files = (await findFiles(path)).map(({ name, sha256, bytes }) => ({ name, sha256, bytes }));
  return { files, sha256: combinedHash(files), bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** SHA-256 and size of a file, read as a stream. */
export async function hashFile(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** Format and compression by extension; an unknown extension is tried as CSV. */
export function formatOf(path: string): { format: FileFormat; compression: Compression } {
  const name = basename(path).toLowerCase();
  const compression = /\.(gz|gzip)$/.test(name) ? 'gzip' : /\.(zst|zstd)$/.test(name) ? 'zstd' : 'none';
  const plain = compression === 'none' ? name : name.replace(/\.[^.]+$/, '');
  if (/\.(parquet|pq)$/.test(plain)) return { format: 'parquet', compression };
  if (/\.(json|ndjson|jsonl)$/.test(plain)) return { format: 'json', compression };
  return { format: 'csv', compression };
}

async function listFiles(path: string): Promise<string[]> {
  const kind = await kindOf(path);
  if (kind === 'file') return [path];
  if (kind === 'folder') {
    const names = (await readdir(path)).filter((name) => isDataFile(name));
    const files = await onlyFiles(names.map((name) => join(path, name)));
    if (files.length > 0) return files;
    throw new UserError(
      'no-data-files',
      `the folder ${path} holds no data files`,
      'Give a folder with CSV, TSV, Parquet, JSON or NDJSON parts.',
    );
  }
  if (/[*?[\]{}]/.test(path)) {
    const files = await onlyFiles(await expandGlob(path));
    if (files.length > 0) return files;
    throw new UserError(
      'no-data-files',
      `no file matches ${path}`,
      'Check the pattern, and quote it in the shell.',
    );
  }
  throw new UserError('file-not-found', `${path} does not exist`, 'Check the path.');
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'none'> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'none';
    throw unreadable(path, cause);
  }
}

/** Hidden files and the markers that Spark and Hadoop leave beside parts are no data. */
function isDataFile(name: string): boolean {
  if (name.startsWith('.') || name.startsWith('_')) return false;
  return /\.(csv|tsv|tab|txt|psv|dat|parquet|pq|json|ndjson|jsonl)(\.(gz|gzip|zst|zstd))?$/i.test(name);
}

async function onlyFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) if ((await kindOf(path)) === 'file') files.push(path);
  // By code unit, not by locale.
  return files.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** `*`, `?`, `[abc]` and `{a,b}` within path segments, `**` for any depth. */
async function expandGlob(pattern: string): Promise<string[]> {
  const segments = pattern.split(sep === '\\' ? /[\\/]/ : '/');
  let folders = [segments[0] === '' ? sep : ''];
  const rest = segments[0] === '' ? segments.slice(1) : segments;
  for (const segment of rest) folders = await stepInto(folders, segment);
  return folders;
}

async function stepInto(folders: readonly string[], segment: string): Promise<string[]> {
  if (segment === '**') return (await Promise.all(folders.map(withDescendants))).flat();
  if (!/[*?[\]{}]/.test(segment)) return folders.map((folder) => join(folder, segment));
  const wanted = segmentPattern(segment);
  const found: string[] = [];
  for (const folder of folders) {
    for (const name of await namesIn(folder)) {
      if (wanted.test(name) && (!name.startsWith('.') || segment.startsWith('.')))
        found.push(join(folder, name));
    }
  }
  return found;
}

async function withDescendants(folder: string): Promise<string[]> {
  const found = [folder];
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    if (!name.startsWith('.') && (await kindOf(path)) === 'folder')
      found.push(...(await withDescendants(path)));
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder === '' ? '.' : folder);
  } catch {
    return [];
  }
}

function segmentPattern(segment: string): RegExp {
  let source = '';
  let depth = 0;
  for (let i = 0; i < segment.length; i++) {
    const char = segment[i]!;
    const close = char === '[' ? segment.indexOf(']', i + 2) : -1;
    if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else if (close > 0) {
      const set = segment
        .slice(i + 1, close)
        .replace(/\\/g, '\\\\')
        .replace(/^!/, '^');
      source += `[${set}]`;
      i = close;
    } else if (char === '{') {
      source += '(?:';
      depth++;
    } else if (char === '}' && depth > 0) {
      source += ')';
      depth--;
    } else if (char === ',' && depth > 0) source += '|';
    else source += char.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  }
  return new RegExp(`^${source}${')'.repeat(depth)}$`, 'u');
}

function emptyFile(path: string): UserError {
  return new UserError(
    'empty-file',
    `${basename(path)} is empty`,
    'Give a file with a header and at least one row.',
  );
}

function unreadable(path: string, cause: unknown): UserError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new UserError('file-not-found', `${path} does not exist`, 'Check the path.');
  return new UserError(
    'unreadable-file',
    `${path} cannot be read (${code ?? String(cause)})`,
    'Check the file and the permissions on it.',
  );
}
