import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Policy, PolicyRule, Waiver } from '../result/document.ts';
import { baselinePrefix } from './baseline-verdicts.ts';
import { badPolicy, LinedDocument } from './lined-document.ts';
import { formatAddress, parseAddress } from './rule-address.ts';

const text = z.string({ error: 'must be a text' }).min(1, { error: 'must not be empty' });
const number = z.number({ error: 'must be a number' });

const limitSchema = z
  .strictObject(
    { 'at-most': number.optional(), 'at-least': number.optional() },
    { error: 'must be at-most or at-least: a number' },
  )
  .refine((limit) => (limit['at-most'] === undefined) !== (limit['at-least'] === undefined), {
    error: 'must be either at-most or at-least: a number',
  });

const ruleSchema = z.strictObject(
  {
    id: text
      .optional()
      .describe(
        `How verdicts and waivers name the rule; the address unless given. Must not begin with ${baselinePrefix}.`,
      ),
    measure: text.describe(
      'audit.measure[column]{label=value}; * matches anything, labels left out match all.',
    ),
    limit: limitSchema,
    end: oneOf(['interval', 'value', 'low', 'high'])
      .default('interval')
      .describe(
        'What the limit holds for. interval: fail where the whole interval breaks it, pass where none of it does, else inconclusive. low, high, value: that end or the value alone, fail or pass.',
      ),
    'relative-to': oneOf(['none', 'ceiling'])
      .default('none')
      .describe('ceiling: the limit is a multiple of what a fresh real sample gets.'),
    level: oneOf(['fail', 'inconclusive', 'warn']).default('fail').describe('What a breach means.'),
    'needs-control': z
      .union([z.boolean(), z.array(z.enum(['exact', 'noisy']))], {
        error: 'must be true, false, or a list of exact and noisy',
      })
      .default(false)
      .describe('Pass only where planted leaks of up to the limit were found; true is [exact, noisy].'),
    'when-absent': oneOf(['inconclusive', 'fail', 'warn', 'ignore'])
      .default('inconclusive')
      .describe('Where nothing was measured.'),
    'when-broken': oneOf(['inconclusive', 'fail', 'warn'])
      .default('inconclusive')
      .describe('Where the audit broke.'),
    rationale: text.describe('Why this limit.'),
    source: text.optional().describe('Where the limit comes from.'),
  },
  { error: mustBeMap },
);

const waiverSchema = z.strictObject(
  {
    rule: text.describe('The id of the rule; baseline:… for what is worse than in an earlier result.'),
    candidate: text.optional().describe('Name or id of the one candidate it covers; all unless given.'),
    accepts: oneOf(['fail', 'inconclusive'])
      .default('fail')
      .describe('fail: a breach, and what could not be settled; inconclusive: only the latter.'),
    owner: text.describe('Who answers for it.'),
    reason: text,
    expires: z
      .string({ error: mustBeDay() })
      .refine(isDay, { error: mustBeDay() })
      .describe('The last day on which it holds, as 2027-03-31.'),
  },
  { error: mustBeMap },
);

/** A policy file. */
export const policyFileSchema = z.strictObject(
  {
    name: text.optional().describe('The file’s name unless given.'),
    title: text.optional(),
    extends: text.optional().describe('A preset; rules of the same id replace its rules.'),
    rules: z.array(ruleSchema, { error: 'must be a list of rules' }).default([]),
    waivers: z.array(waiverSchema, { error: 'must be a list of waivers' }).default([]),
  },
  { error: mustBeMap },
);

/** The text of a preset, or null where there is none of that name. */
export type Presets = (name: string) => string | null;

/**
 * Reads a policy's YAML. Rules of a preset that it extends come first; a rule with the id of a preset's rule takes its place.
 *
 * @throws {UserError} `bad-policy` with the line
 */
export function parsePolicy(source: string, fileName: string, presets: Presets = () => null): Policy {
  const document = new LinedDocument(source, fileName);
  const file = document.check(policyFileSchema);
  const base = file.extends === undefined ? null : basePolicy(file.extends, document, presets);
  const own = file.rules.map((rule, index) =>
    ruleOf(rule, () => document.where(['rules', index, 'measure'])),
  );
  for (const [index, { needsControl, limit, relativeTo }] of own.entries()) {
    if (needsControl.length === 0 || (limit.at === 'most' && relativeTo === 'none')) continue;
    throw badPolicy(
      `${document.where(['rules', index, 'needs-control'])}: planted leaks say something of a limit at-most that is not relative`,
      'Take needs-control out.',
    );
  }
  const ids = own.map(({ id }) => id);
  for (const [index, id] of ids.entries()) {
    if (id.startsWith(baselinePrefix)) {
      throw badPolicy(
        `${document.where(['rules', index, 'id'])}: “${id}” begins with ${baselinePrefix}, which names what is worse than in an earlier result`,
        'Give the rule an id that begins otherwise.',
      );
    }
    if (ids.indexOf(id) === index) continue;
    throw badPolicy(
      `${document.where(['rules', index])}: there is a rule “${id}” already`,
      'Give one of them another id.',
    );
  }
  const inherited = (base?.rules ?? []).map((rule) => own.find(({ id }) => id === rule.id) ?? rule);
  const rules = [...inherited, ...own.filter((rule) => !inherited.includes(rule))];
  if (rules.length === 0) throw badPolicy(`${fileName} has no rules`, 'Add rules, or extend a preset.');
  const waivers = file.waivers.map((waiver, index): Waiver => {
    const isKnown = waiver.rule.startsWith(baselinePrefix) || rules.some(({ id }) => id === waiver.rule);
    if (isKnown) return { ...waiver, candidate: waiver.candidate ?? null };
    const known = rules.map(({ id }) => id).join(', ');
    throw badPolicy(
      `${document.where(['waivers', index, 'rule'])}: there is no rule “${waiver.rule}”`,
      `The rules are ${known}.`,
    );
  });
  return {
    name: file.name ?? fileName.replace(/\.ya?ml$/i, ''),
    title: file.title ?? null,
    extends: file.extends ?? null,
    rules,
    waivers: [...(base?.waivers ?? []), ...waivers],
  };
}

function basePolicy(name: string, document: LinedDocument, presets: Presets): Policy {
  const source = presets(name);
  if (source !== null) return parsePolicy(source, name, presets);
  throw badPolicy(`${document.where(['extends'])}: there is no preset “${name}”`, presetAdvice);
}

function ruleOf(rule: z.infer<typeof ruleSchema>, where: () => string): PolicyRule {
  const address = addressOf(rule.measure, where);
  const { limit } = rule;
  const control = rule['needs-control'];
  return {
    id: rule.id ?? address,
    address,
    limit:
      limit['at-most'] === undefined
        ? { at: 'least', value: limit['at-least'] as number }
        : { at: 'most', value: limit['at-most'] },
    end: rule.end,
    relativeTo: rule['relative-to'],
    level: rule.level,
    needsControl: control === true ? ['exact', 'noisy'] : control === false ? [] : [...new Set(control)],
    whenAbsent: rule['when-absent'],
    whenBroken: rule['when-broken'],
    rationale: rule.rationale,
    source: rule.source ?? null,
  };
}

function addressOf(measure: string, where: () => string): string {
  try {
    return formatAddress(parseAddress(measure));
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    throw badPolicy(`${where()}: ${cause.message}`, cause.remedy);
  }
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `must be ${values.slice(0, -1).join(', ')} or ${values.at(-1)}` });
}

function mustBeMap(issue: { readonly code?: string | undefined }): string | undefined {
  return issue.code === 'invalid_type' ? 'must hold entries as name: value' : undefined;
}

function mustBeDay(): string {
  return 'must be a day, as 2027-03-31';
}

/** A day that the calendar has. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const presetAdvice =
  'The presets are public-release, restricted-sharing, internal-development and model-training.';
