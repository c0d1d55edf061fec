import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { readSigningKey, readVerifyingKey, type SigningKey, type VerifyingKey } from '../bundle/keys.ts';
import { UserError } from '../errors.ts';
import { missingOption, once } from './options.ts';

/** Adds the option that signs the manifest of what a command writes. */
export function addSigning(command: Command): Command {
  return command.option(
    '--sign <key.pem>',
    'sign manifest.json with this ed25519 key (see `synthaudit keygen`)',
    once('--sign'),
  );
}

/** There is nothing to sign where nothing is written. @throws {UserError} `missing-option` */
export function refuseUnwritten(sign: string | undefined): void {
  if (sign === undefined) return;
  throw missingOption('--out', 'what --sign is to sign', 'Name a folder with --out.');
}

/** The key that --sign names; null without one. @throws {UserError} `file-not-found`, `bad-key` */
export async function signingKeyOf(path: string | undefined): Promise<SigningKey | null> {
  return path === undefined ? null : readSigningKey(await readPem(path, '--sign'), basename(path));
}

/** The key that --key names; null without one. @throws {UserError} `file-not-found`, `bad-key` */
export async function verifyingKeyOf(path: string | undefined): Promise<VerifyingKey | null> {
  return path === undefined ? null : readVerifyingKey(await readPem(path, '--key'), basename(path));
}

function readPem(path: string, flag: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const fact = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.code})`;
    throw new UserError('file-not-found', `${path} ${fact}`, `Check the path given to ${flag}.`);
  });
}
