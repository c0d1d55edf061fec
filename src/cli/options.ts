import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';
import type { CandidatePath } from '../run/request.ts';
import type { Environment } from '../run/stages.ts';

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** `NAME=PATH`, or a path alone. A path that exists as it stands is never split. */
export function candidatePath(text: string): CandidatePath {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  if (at <= 0 || /[\\/]/.test(name)) return { path: text };
  return { name, path: text.slice(at + 1) };
}

export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Give a share between 0 and 1, like 0.5.');
}

export const defaultThreads = availableParallelism();

export function environmentOf(): Environment {
  return {
    platform: `${process.platform} ${process.arch}`,
    runtime: process.version,
    cores: availableParallelism(),
  };
}
