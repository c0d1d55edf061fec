import type { StatedConstraints } from '../artifacts/artifact.ts';
import { type ConstraintChecker, openConstraints } from '../datasets/datasets.ts';
import type { Schema, Table } from '../datasets/table.ts';
import { UserError } from '../errors.ts';
import type { AuditRequest } from './request.ts';

/** The request's constraints, checked against the schema; null where there are none. @throws {UserError} `bad-constraint`, `repeated-constraint` */
export async function openChecker(
  { constraints = [] }: AuditRequest,
  schema: Schema,
): Promise<ConstraintChecker | null> {
  if (constraints.length === 0) return null;
  const names = constraints.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new UserError(
      'repeated-constraint',
      `two constraints are called “${twice}”`,
      'Give every constraint a name of its own.',
    );
  }
  return openConstraints(constraints, schema);
}

/** What they say of the real rows. @throws {UserError} `bad-constraint` where one cannot be computed for some row */
export async function stateConstraints(
  checker: ConstraintChecker | null,
  train: Table,
  holdout: Table | null,
): Promise<StatedConstraints | null> {
  if (checker === null) return null;
  return {
    rules: checker.constraints,
    train: await checker.evaluate(train, 'train'),
    holdout: holdout && (await checker.evaluate(holdout, 'the holdout')),
    evaluate: (rows, dataset) => checker.evaluate(rows, dataset),
  };
}
