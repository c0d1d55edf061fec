import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';

/**
 * Writes files so that none is ever seen half: all are written under temporary names first and appear by rename.
 * Whatever goes wrong, or an interrupt, leaves no temporary file behind.
 */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const temporary = new Map<string, string>();
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      const hidden = join(dirname(path), `.${randomUUID()}.tmp`);
      temporary.set(hidden, path);
      await writeFile(hidden, text);
    }
    for (const [hidden, path] of temporary) {
      await rename(hidden, path);
      temporary.delete(hidden);
    }
  } catch (cause) {
    for (const hidden of temporary.keys()) await rm(hidden, { force: true });
    throw new UserError(
      'cannot-write',
      `cannot write to ${folder}: ${(cause as NodeJS.ErrnoException).code ?? (cause as Error).message}`,
      'Give another folder with --out.',
    );
  }
}
