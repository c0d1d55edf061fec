import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { generateKeys } from '../bundle/keys.ts';
import { UserError } from '../errors.ts';
import { exitCodes } from './exit-codes.ts';
import { missingOption, once } from './options.ts';
import { refuseExisting } from './output-folder.ts';

export const keyFiles = { private: 'synthaudit.key.pem', public: 'synthaudit.pub.pem' } as const;

/** `synthaudit keygen`: a key pair to sign and verify evidence with. */
export function keygenCommand(finished: (exitCode: number) => void): Command {
  return new Command('keygen')
    .description('make an ed25519 key pair: --sign takes the private half, `verify --key` the public half')
    .option('--out <folder>', 'where the two files go', once('--out'))
    .helpOption('-h, --help', 'show this help')
    .action(({ out }: { readonly out?: string }) => {
      if (out === undefined)
        throw missingOption('--out', 'the folder of the key files', 'Give it as --out FOLDER.');
      const { privatePem, publicPem, id } = generateKeys();
      writeKeys(out, privatePem, publicPem);
      process.stdout.write(
        `Keep secret: ${join(out, keyFiles.private)}\nHand out:    ${join(out, keyFiles.public)}\nKey:         ${id}\n`,
      );
      finished(exitCodes.pass);
    });
}

/** The private half is nobody else's to read from its first byte on; neither half ever replaces a file. */
function writeKeys(folder: string, privatePem: string, publicPem: string): void {
  refuseExisting(folder, Object.values(keyFiles), 'Give another folder with --out: a key is never replaced.');
  const privatePath = join(folder, keyFiles.private);
  let made = false;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(privatePath, privatePem, { mode: 0o600, flag: 'wx' });
    made = true;
    writeFileSync(join(folder, keyFiles.public), publicPem, { mode: 0o644, flag: 'wx' });
  } catch (cause) {
    if (made) rmSync(privatePath, { force: true });
    const { code } = cause as NodeJS.ErrnoException;
    throw new UserError(
      'cannot-write',
      `cannot write keys to ${folder} (${code})`,
      'Give another folder with --out.',
    );
  }
}
