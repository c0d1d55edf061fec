import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import { parsePolicy } from '../policy/policy.ts';
import type { Policy } from '../result/document.ts';

/** Two levels above this module, in `src` as in `dist`. */
const folder = fileURLToPath(new URL('../../templates/policies/', import.meta.url));

/** The names of the policies that come with the tool. */
export function presetNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/** The text of a policy that comes with the tool; null where there is none of that name. */
export function presetText(name: string): string | null {
  return presetNames().includes(name) ? readFileSync(`${folder}${name}.yaml`, 'utf8') : null;
}

/** Reads the policy that --policy names: a preset, else a file. @throws {UserError} `file-not-found`, `bad-policy` */
export async function readPolicy(presetOrFile: string): Promise<Policy> {
  const preset = presetText(presetOrFile);
  if (preset !== null) return parsePolicy(preset, `${presetOrFile}.yaml`, presetText);
  const source = await readFile(presetOrFile, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const fact = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.code})`;
    throw new UserError(
      'file-not-found',
      `${presetOrFile} ${fact}`,
      `Give a policy file to --policy, or one of ${presetNames().join(', ')}.`,
    );
  });
  return parsePolicy(source, basename(presetOrFile), presetText);
}
