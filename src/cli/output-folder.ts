import { randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';

/**
 * A hidden folder beside the outputs, where they come to be. `publish` moves them into place all at once: without a
 * pause in which a signal could be heeded. What is not published is gone when the process ends.
 */
export interface Staging {
  readonly folder: string;
  /**
   * Moves files of these names out of the hidden folder, in this order, after files of an earlier run that would belie
   * them are gone.
   */
  publish(names: readonly string[], outdated?: readonly string[]): void;
  /** Removes the hidden folder, and the folders that were made for it. Harmless after `publish`. */
  discard(): void;
}

/**
 * Writes files so that none is ever seen half, and on failure none at all; `outdated` ones go.
 *
 * @throws {UserError} `cannot-write`
 */
export function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
  outdated: readonly string[] = [],
): void {
  const staging = openStaging(folder);
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(staging.folder, name), text);
    staging.publish(Object.keys(files), outdated);
  } catch (cause) {
    throw cannotWrite(folder, cause);
  } finally {
    staging.discard();
  }
}

/** @throws {UserError} `cannot-write` */
export function openStaging(folder: string): Staging {
  const made: string[] = [];
  const hidden = join(folder, `.synthaudit-${randomUUID()}`);
  const discard = () => {
    rmSync(hidden, { recursive: true, force: true, maxRetries: 3 });
    removeEmpty(made);
    process.off('exit', discard);
  };
  process.once('exit', discard);
  try {
    makeFolder(resolve(hidden), made);
  } catch (cause) {
    discard();
    throw cannotWrite(folder, cause);
  }
  return {
    folder: hidden,
    publish(names, outdated = []) {
      for (const name of [...names, ...outdated]) refuseFolder(join(folder, name));
      for (const name of outdated) rmSync(join(folder, name), { force: true });
      for (const name of names) renameSync(join(hidden, name), join(folder, name));
      made.length = 0;
    },
    discard,
  };
}

/** Refuses a folder that cannot be written, before the work whose result goes there. @throws {UserError} `cannot-write` */
export function checkFolder(folder: string): void {
  let existing = resolve(folder);
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    if (!statSync(existing).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw cannotWrite(folder, cause);
  }
}

/** Refuses to replace what exists. @throws {UserError} `file-exists` */
export function refuseExisting(
  folder: string,
  names: readonly string[],
  remedy = 'Give another folder with --out, or --force to replace it.',
): void {
  const [existing] = names.map((name) => join(folder, name)).filter((path) => existsSync(path));
  if (existing === undefined) return;
  throw new UserError('file-exists', `${existing} exists already`, remedy);
}

/** Folder by folder: Node's recursive mkdir never returns where the file system refuses a name as absent (/proc). */
function makeFolder(path: string, made: string[]): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path), made);
  mkdirSync(path);
  made.push(path);
}

function removeEmpty(made: string[]): void {
  for (const path of made.reverse()) {
    try {
      rmdirSync(path);
    } catch {
      // Somebody else has put something there, or it is gone.
    }
  }
  made.length = 0;
}

function refuseFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory())
    throw new UserError(
      'cannot-write',
      `cannot write ${path}: it is a folder`,
      'Give another folder with --out.',
    );
}

function cannotWrite(folder: string, cause: unknown): unknown {
  if (cause instanceof UserError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  return new UserError(
    'cannot-write',
    `cannot write to ${folder}: ${reasons[code ?? ''] ?? code ?? message}`,
    'Give another folder with --out.',
  );
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EEXIST: 'it is no folder',
  ENOTDIR: 'it is no folder, or lies beneath a file',
  ENOENT: 'no such folder can be made',
};
