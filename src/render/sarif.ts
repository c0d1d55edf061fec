import { canonicalJson } from '../result/canonical-json.ts';
import type { CandidateResult, PolicyRule, ResultDocument, Verdict } from '../result/document.ts';
import { isJudged } from './view/candidates.ts';
import { limitText } from './view/policy.ts';
import { words } from './view/text.ts';

/**
 * What speaks against the candidates as SARIF 2.1.0: failures and what could not be settled as errors, warnings as
 * warnings; a waived failure is suppressed with its reason. What passes is left out: viewers that know no kinds would show
 * it as a problem. Without a policy only audits that broke are told.
 */
export function renderSarif(result: ResultDocument): string {
  const rules = isJudged(result) ? rulesOfPolicy(result) : rulesOfAudits(result);
  const places = new Map(rules.map(({ id }, index) => [id, index]));
  const results = result.inputs.candidates.flatMap(({ id, name, files }) => {
    const candidate = result.candidates[id] as CandidateResult;
    const told = isJudged(result) ? candidate.verdicts.flatMap(toldOf) : brokenOf(candidate);
    return told.map(({ rule, level, text, properties, suppressions }) => ({
      ruleId: rule,
      ruleIndex: places.get(rule) ?? -1,
      level,
      message: { text: `${wellFormed(name)}: ${wellFormed(text)}` },
      locations: [locationOf(files[0]?.name ?? name, name)],
      partialFingerprints: { 'ruleAndCandidate/v1': `${rule}/${id}` },
      properties,
      ...(suppressions.length > 0 ? { suppressions } : {}),
    }));
  });
  return canonicalJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: result.tool.name, version: result.tool.version, rules } },
        invocations: [{ executionSuccessful: true, startTimeUtc: result.run.volatile.startedAt }],
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  });
}

interface Told {
  readonly rule: string;
  readonly level: 'error' | 'warning';
  readonly text: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly suppressions: readonly object[];
}

function toldOf(verdict: Verdict): Told[] {
  const { rule, level, because, audit, measure, subject, labels, waiver } = verdict;
  if (level === 'pass' || level === 'informative') return [];
  return [
    {
      rule,
      level: level === 'warn' ? 'warning' : 'error',
      text: level === 'inconclusive' ? `Inconclusive. ${because}` : because,
      properties: { verdict: level, audit, measure, subject: subject.map(wellFormed), labels },
      suppressions: waiver
        ? [
            {
              kind: 'external',
              status: 'accepted',
              justification: `${wellFormed(waiver.owner)}, until ${waiver.expires}: ${wellFormed(waiver.reason)}`,
            },
          ]
        : [],
    },
  ];
}

function brokenOf({ outcomes }: CandidateResult): Told[] {
  return Object.entries(outcomes).flatMap(([audit, outcome]) =>
    outcome.status === 'error'
      ? [
          {
            rule: audit,
            level: 'error',
            text: outcome.message,
            properties: { audit },
            suppressions: [],
          } as const,
        ]
      : [],
  );
}

function rulesOfPolicy(result: ResultDocument) {
  const { policy, audits } = result;
  const limits = (policy?.rules ?? []).map((rule) => {
    const audit = audits[rule.address.split('.')[0] as string];
    return {
      id: rule.id,
      shortDescription: { text: wellFormed(`${rule.address} ${limitText(rule)}`) },
      fullDescription: { text: wellFormed(rule.rationale) },
      help: { text: wellFormed([rule.rationale, rule.source, audit?.remedy].filter(Boolean).join(' ')) },
      defaultConfiguration: { level: defaultLevel(rule) },
      properties: { tags: audit ? [audit.category] : [] },
    };
  });
  return [...limits, ...rulesOfBaseline(result)];
}

/** What is worse than in an earlier result, or no longer measured, is a rule by itself. */
function rulesOfBaseline({ baseline, candidates, audits }: ResultDocument) {
  if (baseline === null) return [];
  const about = new Map<string, string>();
  for (const { verdicts } of Object.values(candidates))
    for (const { rule, audit } of verdicts) if (rule.startsWith('baseline:')) about.set(rule, audit);
  return [...about].map(([id, name]) => {
    const audit = audits[name];
    const what = `${id.slice('baseline:'.length)} is no worse than in ${baseline.name}`;
    return {
      id,
      shortDescription: { text: wellFormed(what) },
      fullDescription: { text: wellFormed(audit?.why ?? what) },
      help: { text: wellFormed(audit?.remedy ?? what) },
      defaultConfiguration: { level: 'error' as const },
      properties: { tags: audit ? [audit.category] : [] },
    };
  });
}

function defaultLevel({ level }: PolicyRule): 'error' | 'warning' {
  return level === 'warn' ? 'warning' : 'error';
}

function rulesOfAudits({ audits }: ResultDocument) {
  return Object.values(audits).map(({ id, title, why, remedy, category }) => ({
    id,
    shortDescription: { text: `${words(id)}: ${title}` },
    fullDescription: { text: why },
    help: { text: remedy },
    defaultConfiguration: { level: 'error' },
    properties: { tags: [category] },
  }));
}

/** A whole file: what was found is in no line of it. */
function locationOf(file: string, candidate: string) {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURIComponent(wellFormed(file)) },
      region: { startLine: 1 },
    },
    logicalLocations: [{ name: wellFormed(candidate), kind: 'resource' }],
  };
}

/** Half surrogate pairs and control characters are no text. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}|(?![\t\n])\p{Cc}/gu, '\ufffd');
}
