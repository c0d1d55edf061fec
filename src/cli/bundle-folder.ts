import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { BundleContent } from '../bundle/check-bundle.ts';
import { type Digest, digestOfStream } from '../bundle/digest.ts';
import { envelopeName } from '../bundle/envelope.ts';
import { manifestName } from '../bundle/manifest.ts';
import { UserError } from '../errors.ts';

/** Reads an output folder: manifest and envelope whole, of all other files the hash. @throws {UserError} `file-not-found` */
export async function readBundle(folder: string): Promise<BundleContent> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      const fact =
        { ENOENT: 'does not exist', ENOTDIR: 'is no folder' }[cause.code ?? ''] ?? 'cannot be read';
      throw new UserError('file-not-found', `${folder} ${fact}`, 'Give the folder that --out named.');
    },
  );
  const files = new Map<string, Digest | null>();
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join('/');
    if (name === manifestName || name === envelopeName) continue;
    // A link may point at another file tomorrow.
    files.set(name, entry.isFile() ? await digestOfStream(createReadStream(path)) : null);
  }
  return {
    manifest: await readIfThere(join(folder, manifestName)),
    envelope: await readIfThere(join(folder, envelopeName)),
    files,
  };
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  return existsSync(path) ? readFile(path) : null;
}
