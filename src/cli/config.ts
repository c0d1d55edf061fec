import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import { UserError } from '../errors.ts';
import { categories } from '../result/document.ts';
import type { AuditRequest } from '../run/request.ts';
import { defined } from './defined.ts';
import { memoryPattern } from './options.ts';
import { presetNames } from './policy-file.ts';

const text = z.string({ error: 'must be one text' }).min(1, { error: 'must not be empty' });
const path = z.string({ error: 'must be one path: a file, a folder of parts or a glob' }).min(1, {
  error: 'must not be empty',
});
const texts = z
  .union([text, z.array(text)], { error: 'must be a text or a list of texts' })
  .transform((value) => [value].flat());

const dpClaim = z.strictObject(
  {
    epsilon: z.number({ error: 'must be a number' }).min(0, { error: 'must be at least 0' }),
    delta: z
      .number({ error: 'must be a number' })
      .min(0, { error: 'must be at least 0' })
      .lt(1, { error: 'must be below 1' }),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'must hold epsilon and delta' : undefined) },
);

/** A condition over one row, in DuckDB's SQL. */
const constraint = z
  .strictObject(
    { name: text, sql: text, where: text.optional() },
    { error: (issue) => (issue.code === 'invalid_type' ? 'must hold name and sql' : undefined) },
  )
  .transform((value) => defined(value));

/** `synthaudit.yaml`: the options of `synthaudit audit`. Paths are relative to the file. */
export const configSchema = z.strictObject(
  {
    train: path.optional(),
    holdout: path.optional(),
    synthetic: z
      .union([z.record(z.string(), path), texts], { error: 'must be a path, a list of paths, or name: path' })
      .optional(),
    metadata: path.optional(),
    target: texts.optional(),
    sensitive: texts.optional(),
    keys: texts.optional(),
    group: texts.optional(),
    unit: text.optional(),
    ignore: texts.optional(),
    constraints: z.array(constraint, { error: 'must be a list of name and sql' }).optional(),
    preset: oneOf(['quick', 'standard', 'full']).optional(),
    only: texts.optional(),
    skip: texts.optional(),
    disclosure: oneOf(['shared', 'internal']).optional(),
    records: path.optional(),
    seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
    threads: wholeNumber(1, 1024).optional(),
    memory: z.string({ error: badMemory() }).regex(memoryPattern, { error: badMemory() }).optional(),
    forestEngine: oneOf(['histogram', 'ml-random-forest']).optional(),
    dpClaim: dpClaim.optional(),
    canaries: path.optional(),
    policy: text.optional(),
    gateOn: texts.optional(),
    baseline: path.optional(),
    baselineMargin: z
      .number({ error: 'must be a number' })
      .min(0, { error: 'must be at least 0' })
      .optional(),
    weights: z
      .partialRecord(z.enum(categories), z.number().min(0, { error: 'must be at least 0' }), {
        error: 'must name categories with numbers from 0',
      })
      .refine((weights) => Object.values(weights).some((weight) => weight > 0), {
        error: 'must have a number above 0',
      })
      .optional(),
    out: path.optional(),
    format: texts.optional(),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'must hold options as name: value' : undefined) },
);

export interface Config {
  readonly request: Partial<AuditRequest>;
  /** A preset, or the path of a file. */
  readonly policy?: string;
  readonly gateOn?: readonly string[];
  readonly baseline?: string;
  readonly baselineMargin?: number;
  readonly out?: string;
  readonly formats?: readonly string[];
}

/** Reads a configuration file. @throws {UserError} `file-not-found`, `bad-config` with the line */
export async function readConfig(file: string): Promise<Config> {
  const source = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const fact = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.code})`;
    throw new UserError('file-not-found', `${file} ${fact}`, 'Check the path given to --config.');
  });
  const {
    train,
    holdout,
    metadata,
    target,
    group,
    synthetic,
    canaries,
    records,
    out,
    format,
    policy,
    gateOn,
    baseline,
    baselineMargin,
    ...rest
  } = parseConfig(source, basename(file));
  const from = (relative: string) => resolve(dirname(file), relative);
  return defined({
    request: defined({
      ...rest,
      train: train && from(train),
      holdout: holdout && from(holdout),
      metadata: metadata && from(metadata),
      records: records && from(records),
      canaries: canaries && from(canaries),
      targets: target,
      groups: group,
      synthetic: synthetic && candidatesOf(synthetic).map((one) => ({ ...one, path: from(one.path) })),
    }),
    policy: policy && (presetNames().includes(policy) ? policy : from(policy)),
    gateOn,
    baseline: baseline && from(baseline),
    baselineMargin,
    out: out && from(out),
    formats: format,
  });
}

function parseConfig(source: string, name: string): z.infer<typeof configSchema> {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    const fact = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
    throw badConfig(`${name}, line ${lines.linePos(error.pos[0]).line}: ${fact}`);
  }
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0] as z.core.$ZodIssue;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] as string;
    const keys = [...issue.path, key];
    throw badConfig(
      `${name}, line ${lineOf(document.contents, keys, lines)}: there is no option “${keys.map(String).join('.')}”`,
      issue.path.length > 0 ? schemaAdvice : didYouMean(key, Object.keys(configSchema.shape), schemaAdvice),
    );
  }
  const subject = issue.path.length === 0 ? 'the file' : `“${issue.path.map(String).join('.')}”`;
  throw badConfig(
    `${name}, line ${lineOf(document.contents, issue.path, lines)}: ${subject} ${issue.message}`,
  );
}

function candidatesOf(synthetic: string[] | Record<string, string>): { name?: string; path: string }[] {
  if (Array.isArray(synthetic)) return synthetic.map((one) => ({ path: one }));
  return Object.entries(synthetic).map(([name, one]) => ({ name, path: one }));
}

/** The line on which the option stands, or the innermost part of it that is there. */
function lineOf(contents: Node | null, keys: readonly PropertyKey[], lines: LineCounter): number {
  let start = 0;
  let within: unknown = contents;
  for (const key of keys) {
    if (isMap(within)) {
      const pair = within.items.find((item) => String(item.key) === String(key));
      start = (pair?.key as Node | undefined)?.range?.[0] ?? start;
      within = pair?.value;
    } else if (isSeq(within)) {
      within = within.items[Number(key)];
      start = (within as Node | undefined)?.range?.[0] ?? start;
    } else break;
  }
  return lines.linePos(start).line;
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `must be ${values.slice(0, -1).join(', ')} or ${values.at(-1)}` });
}

function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

function badMemory(): string {
  return 'must be an amount of memory, like 4GB or 512MB';
}

const schemaAdvice = 'See `synthaudit schema config` for what may stand there.';

function badConfig(message: string, remedy: string = schemaAdvice): UserError {
  return new UserError('bad-config', message, remedy);
}
