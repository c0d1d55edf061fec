import { ArtifactError, type ArtifactStore, type Context, NotApplicable } from '../artifacts/artifact.ts';
import { type Outcome, outcomeSchema } from '../result/document.ts';
import type { Audit } from './audit.ts';

/** Runs one audit on one candidate. Whatever goes wrong becomes an outcome that the reader sees. */
export async function runAudit(
  audit: Audit,
  candidateId: string,
  store: ArtifactStore,
  context: Context,
): Promise<Outcome> {
  try {
    const inputs = await store.collect(audit.requires, candidateId);
    const finding = await audit.measure(inputs as never, context);
    const outcome: Outcome = {
      status: 'measured',
      summary: finding.summary,
      measures: [...finding.measures],
      details: [...finding.details],
    };
    // The schema knows no NaN and no infinity: a measure that is one makes the audit an error, not a result.
    const checked = outcomeSchema.safeParse(outcome);
    if (checked.success) return outcome;
    const [issue] = checked.error.issues;
    return {
      status: 'error',
      code: 'invalid-finding',
      message: `the audit returned something that is no result, at ${issue?.path.join('.') ?? 'the top'}: ${issue?.message ?? ''}`,
    };
  } catch (cause) {
    if (cause instanceof NotApplicable) return { status: 'not-applicable', reason: cause.message };
    if (cause instanceof ArtifactError) {
      return {
        status: 'error',
        code: 'artifact-failed',
        message: cause.message,
        artifact: cause.artifact,
      };
    }
    return {
      status: 'error',
      code: 'audit-failed',
      message: cause instanceof Error ? cause.message : String(cause),
    };
  }
}
