import { join } from 'node:path';
import type { UserError } from '../errors.ts';
import { canonicalJson } from '../result/canonical-json.ts';
import type { ResultDocument } from '../result/document.ts';
import { nameCandidates } from '../run/candidate-names.ts';
import type { AuditRequest, CandidatePath } from '../run/request.ts';
import { type AuditFlags, requestOf } from './audit-options.ts';
import { readBaseline } from './baseline-file.ts';
import { readConfig } from './config.ts';
import { defined } from './defined.ts';
import { exitCodeOf } from './exit-codes.ts';
import { environmentOf, missingOption } from './options.ts';
import { writeBundle } from './output-bundle.ts';
import { checkFolder } from './output-folder.ts';
import { defaultFormats, formatsOf, outputsOf } from './outputs.ts';
import { readPolicy } from './policy-file.ts';
import { createProgress } from './progress.ts';
import { auditFacts } from './run-facts.ts';
import { orderDoubt } from './series-order.ts';
import { refuseUnwritten, signingKeyOf } from './signing-key.ts';
import { summaryTable } from './summary-table.ts';
import { printable } from './terminal.ts';

/** What a command adds to the flags that all have. */
export interface Task {
  /** Candidates named on the command line; where there are none, the configuration's. */
  readonly candidates: readonly CandidatePath[];
  /** Thrown where neither names any. */
  readonly withoutCandidates: UserError;
  readonly series?: AuditRequest['series'];
}

/** Audits, writes and prints; returns the exit code. Whoever audits ends here. */
export async function performAudit(flags: AuditFlags, task: Task): Promise<number> {
  const config = flags.config === undefined ? null : await readConfig(flags.config);
  const policyName = flags.policy ?? config?.policy;
  const policy = policyName === undefined ? undefined : await readPolicy(policyName);
  const baselineFlags = defined({
    baseline: flags.baseline ?? config?.baseline,
    baselineMargin: flags.baselineMargin ?? config?.baselineMargin,
  });
  const baseline = await readBaseline(baselineFlags);
  const judges = policy !== undefined || baseline !== undefined;
  const gateOn = flags.gateOn ?? config?.gateOn;
  if (gateOn !== undefined && !judges) {
    throw missingOption(
      '--policy',
      'the limits that --gate-on is about',
      'Give it as --policy public-release, or a file.',
    );
  }
  const request = defined({
    ...requestOf(flags, task.candidates, config?.request ?? {}),
    series: task.series,
    policy,
    baseline,
    gateOn,
  });
  if (request.synthetic.length === 0) throw task.withoutCandidates;
  const doubt = request.series === undefined ? null : orderDoubt(request.synthetic);
  if (doubt !== null) process.stderr.write(`note: ${printable(doubt)}\n`);
  const formats = formatsOf(flags.format?.split(',') ?? config?.formats ?? defaultFormats(judges));
  const out = flags.out ?? config?.out;
  const folder = out ?? join('synthaudit-out', folderName(request));
  // With --json alone nothing is written.
  const writes = !flags.json || out !== undefined;
  if (writes) checkFolder(folder);
  else refuseUnwritten(flags.sign);
  const key = await signingKeyOf(flags.sign);
  // Loaded here, because help and mistakes need not wait for the database and the renderers.
  const { auditDatasets } = await import('../run-audits.ts');
  const progress = createProgress(flags.quiet === true || flags.json === true);
  let result: ResultDocument;
  try {
    result = await auditDatasets(request, environmentOf(), progress.show);
  } finally {
    progress.end();
  }
  if (writes) {
    const files = { config: flags.config, policy: policyName, baseline: baselineFlags.baseline };
    await writeBundle(
      folder,
      await outputsOf(result, formats),
      await auditFacts(result, request, files, formats),
      { key, written: request.records === undefined ? [] : [request.records] },
    );
  }
  if (flags.json) process.stdout.write(canonicalJson(result));
  else if (!flags.quiet) process.stdout.write(summaryTable(result, folder, formats));
  return exitCodeOf(result);
}

function folderName({ synthetic }: AuditRequest): string {
  const ids = nameCandidates(synthetic).map(({ id }) => id);
  return ids.length <= 3 ? ids.join('+') : `${ids.slice(0, 2).join('+')}+${ids.length - 2}-more`;
}
