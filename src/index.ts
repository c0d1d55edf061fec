/** The public API: audit datasets, compare, judge and render what was found. */

export type { Audit, Finding } from './audits/audit.ts';
export { catalogue } from './audits/index.ts';
export { UserError } from './errors.ts';
export type { Baseline } from './policy/baseline.ts';
export { type JudgeOptions, judge } from './policy/judge.ts';
export { type Presets, parsePolicy } from './policy/policy.ts';
export { renderHtml } from './render/html.ts';
export { renderJunit } from './render/junit.ts';
export { renderMarkdown } from './render/markdown.ts';
export { renderSarif } from './render/sarif.ts';
export { canonicalJson } from './result/canonical-json.ts';
export type * from './result/document.ts';
export { resultSchema, schemaVersion } from './result/document.ts';
export { type CompareOptions, compareResults } from './run/compare-results.ts';
export type { AuditRequest, CandidatePath } from './run/request.ts';
export type { Environment, Progress } from './run/stages.ts';
export { auditDatasets } from './run-audits.ts';
export { scoreCandidates } from './scores/score-candidates.ts';
export { seriesOf } from './series/series-of.ts';
export { version } from './version.ts';
