import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { isMap, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { AuditRequest } from '../run/request.ts';
import { defined } from './defined.ts';

const list = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** `synthaudit.yaml`: any option of `synthaudit audit`. Paths are relative to the file. */
export const configSchema = z.strictObject({
  train: z.string().optional(),
  holdout: z.string().optional(),
  synthetic: z.union([z.record(z.string(), z.string()), list]).optional(),
  metadata: z.string().optional(),
  target: list.optional(),
  sensitive: list.optional(),
  keys: list.optional(),
  group: list.optional(),
  unit: z.string().optional(),
  ignore: list.optional(),
  preset: z.enum(['quick', 'standard', 'full']).optional(),
  only: list.optional(),
  skip: list.optional(),
  disclosure: z.enum(['shared', 'internal']).optional(),
  seed: z.number().int().min(0).optional(),
  threads: z.number().int().min(1).max(1024).optional(),
  memory: z.string().optional(),
  forestEngine: z.enum(['histogram', 'ml-random-forest']).optional(),
});

/** Reads a configuration file. @throws {UserError} `file-not-found`, `bad-config` with the line */
export async function readConfig(path: string): Promise<Partial<AuditRequest>> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UserError('file-not-found', `${path} cannot be read`, 'Check the path given to --config.');
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const name = basename(path);
  const [error] = document.errors;
  if (error)
    throw badConfig(`${name}, line ${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`);
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0] as z.core.$ZodIssue;
    const key = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const at = key === undefined ? [...issue.path] : [...issue.path, key];
    throw badConfig(
      `${name}, line ${lineOf(document.contents, at, lines)}: ${at.join('.')}: ${issue.message}`,
    );
  }
  const { train, holdout, metadata, target, group, synthetic, ...rest } = parsed.data;
  const from = (relative: string) => resolve(dirname(path), relative);
  return defined({
    ...rest,
    train: train && from(train),
    holdout: holdout && from(holdout),
    metadata: metadata && from(metadata),
    targets: target,
    groups: group,
    synthetic: synthetic && candidatesOf(synthetic).map((one) => ({ ...one, path: from(one.path) })),
  });
}

function candidatesOf(synthetic: string[] | Record<string, string>): { name?: string; path: string }[] {
  if (Array.isArray(synthetic)) return synthetic.map((path) => ({ path }));
  return Object.entries(synthetic).map(([name, path]) => ({ name, path }));
}

/** The line on which the deepest part of the path stands. */
function lineOf(contents: Node | null, path: readonly PropertyKey[], lines: LineCounter): number {
  if (!isMap(contents)) return 1;
  const pair = contents.items.find(({ key }) => String(key) === String(path[0]));
  const start = (pair?.key as Node | undefined)?.range?.[0];
  return start === undefined ? 1 : lines.linePos(start).line;
}

function badConfig(message: string): UserError {
  return new UserError('bad-config', message, 'See `synthaudit schema config` for what may stand there.');
}
