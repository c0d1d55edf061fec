import type { RecordRisks } from '../artifacts/record-risks.ts';
import { type Engine, openParquet } from '../datasets/datasets.ts';
import { UserError } from '../errors.ts';
import type { AuditRequest } from './request.ts';

/** The internal file of every synthetic row's signals, where one was asked for. */
export interface RecordFile {
  /** Adds a candidate's rows; of those without risks nothing is known. */
  add(candidateId: string, risks: RecordRisks | null, rows: number): Promise<void>;
  /** Puts the file into its place, once all candidates are in it. */
  publish(): Promise<void>;
  discard(): Promise<void>;
}

/** @throws {UserError} `records-need-internal`, `bad-value`, `cannot-write` */
export async function openRecordFile(
  engine: Engine,
  { records, disclosure }: AuditRequest,
): Promise<RecordFile | null> {
  if (records === undefined) return null;
  refuseShared(disclosure);
  if (!/\.(parquet|pq)$/i.test(records)) {
    throw new UserError(
      'bad-value',
      `--records cannot be “${records}”`,
      'Name a file that ends in .parquet.',
    );
  }
  const writer = await openParquet(engine, records, {
    candidate: 'VARCHAR',
    row: 'INTEGER',
    distance_to_train: 'DOUBLE',
    distance_to_holdout: 'DOUBLE',
    nearest_neighbour_ratio: 'DOUBLE',
    copy_of_train: 'BOOLEAN',
    copy_of_holdout: 'BOOLEAN',
    train_share_of_nearest: 'DOUBLE',
    closer_to_train: 'DOUBLE',
  });
  return {
    add: (candidateId, risks, rows) => writer.append(columnsOf(candidateId, rows, risks)),
    publish: writer.publish,
    discard: writer.discard,
  };
}

/** Signals of single rows point at single people: they may not leave with what is shared. */
function refuseShared(disclosure: AuditRequest['disclosure']): void {
  if (disclosure === 'internal') return;
  throw new UserError(
    'records-need-internal',
    '--records writes about single rows, and the outputs of this run are to be shared',
    'Add --disclosure internal, and keep the outputs to yourselves.',
  );
}

function columnsOf(candidateId: string, rows: number, risks: RecordRisks | null) {
  const nothing = new Array<null>(rows).fill(null);
  const flags = (values: Uint8Array | null | undefined) =>
    values ? Array.from(values, (value) => value === 1) : nothing;
  return {
    candidate: new Array<string>(rows).fill(candidateId),
    row: Int32Array.from({ length: rows }, (_, row) => row),
    distance_to_train: risks?.distanceToTrain ?? nothing,
    distance_to_holdout: risks?.distanceToHoldout ?? nothing,
    nearest_neighbour_ratio: risks?.nearestNeighbourRatio ?? nothing,
    copy_of_train: flags(risks?.copyOfTrain),
    copy_of_holdout: flags(risks?.copyOfHoldout),
    train_share_of_nearest: risks?.trainShareOfNearest ?? nothing,
    closer_to_train: risks?.closerToTrain ?? nothing,
  };
}
