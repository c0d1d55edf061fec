import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { digestOf } from '../bundle/digest.ts';
import type { Baseline } from '../policy/baseline.ts';
import { amount, missingOption, once } from './options.ts';
import { readResult } from './saved-result.ts';

export interface BaselineFlags {
  readonly baseline?: string;
  readonly baselineMargin?: number;
}

/** Adds the options that hold a result against an earlier one. */
export function addBaseline(command: Command): Command {
  return command
    .option(
      '--baseline <result.json>',
      'fail where a measure is worse than in this earlier result, beyond chance',
      once('--baseline'),
    )
    .option(
      '--baseline-margin <amount>',
      'by how much it may be, in the measure’s own unit; 0 unless given',
      amount('--baseline-margin'),
    );
}

/** Undefined where none was named. @throws {UserError} `file-not-found`, `bad-result`, `missing-option` */
export async function readBaseline({
  baseline: path,
  baselineMargin: margin,
}: BaselineFlags): Promise<Baseline | undefined> {
  if (path === undefined && margin !== undefined) {
    throw missingOption(
      '--baseline',
      'the earlier result that --baseline-margin is about',
      'Give it as --baseline PATH.',
    );
  }
  if (path === undefined) return undefined;
  const result = await readResult(path);
  const { sha256 } = digestOf(await readFile(path));
  return { name: basename(path), sha256, result, margin: margin ?? 0 };
}
