import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { UserError } from '../errors.ts';
import type { CandidatePath } from '../run/request.ts';
import type { Environment } from '../run/stages.ts';
import { scratchFolder } from './scratch-folder.ts';

/** `--train` and `--holdout` under all their names; `trainOf` and `holdoutOf` read them. */
export interface RealDataFlags {
  readonly train?: string;
  readonly real?: string;
  readonly reference?: string;
  readonly holdout?: string;
  readonly control?: string;
  readonly test?: string;
}

/** Adds the options for real data. */
export function addRealData(command: Command): Command {
  const path = (flag: string, what: string) => new Option(`${flag} <path>`, what).argParser(once(flag));
  const alias = (flag: string, of: string) => path(flag, `same as ${of}`).hideHelp();
  return command
    .addOption(path('--train', 'real data the generator was fitted on: a file, a folder of parts or a glob'))
    .addOption(alias('--real', '--train'))
    .addOption(alias('--reference', '--train'))
    .addOption(path('--holdout', 'real data the generator never saw; most privacy evidence needs it'))
    .addOption(alias('--control', '--holdout'))
    .addOption(alias('--test', '--holdout'));
}

export function trainOf({ train, real, reference }: RealDataFlags): string | undefined {
  return onePath('--train', { '--train': train, '--real': real, '--reference': reference });
}

export function holdoutOf({ holdout, control, test }: RealDataFlags): string | undefined {
  return onePath('--holdout', { '--holdout': holdout, '--control': control, '--test': test });
}

/** For an option that may be given several times. */
export function collect(flag: string) {
  return (value: string, before: readonly string[] = []): string[] => [...before, notEmpty(flag, value)];
}

/** For an option that names one thing: a second value is a mistake, not a correction. */
export function once(flag: string) {
  let given = false;
  return (value: string): string => {
    if (given) throw givenTwice(flag);
    given = true;
    return notEmpty(flag, value);
  };
}

/** `NAME=PATH`, or a path alone. A path that exists as it stands is never split. */
export function candidatePath(text: string): CandidatePath {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  if (at <= 0 || /[\\/]/.test(name) || existsSync(text)) return { path: text };
  return { name, path: notEmpty(`--synthetic ${name}=`, text.slice(at + 1)) };
}

export function wholeNumber(flag: string, least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw badValue(flag, text, `Give a whole number from ${least} to ${most}.`);
  };
}

export function share(flag: string) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && value > 0 && value < 1) return value;
    throw badValue(flag, text, 'Give a share between 0 and 1, like 0.5.');
  };
}

export function amount(flag: string) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && value >= 0 && Number.isFinite(value)) return value;
    throw badValue(flag, text, 'Give a number from 0, like 0.01.');
  };
}

export const memoryPattern = /^\d+(\.\d+)? ?([KMGT]i?)?B$/i;

export function memorySize(text: string): string {
  if (memoryPattern.test(text)) return text;
  throw badValue('--memory', text, 'Write an amount of memory as 4GB or 512MB.');
}

/** Arguments beyond those that a command has: most often the rest of a glob that the shell has filled in. */
export function refuseStrayArguments(command: Command): void {
  if (command.registeredArguments.some(({ variadic }) => variadic)) return;
  const stray = command.args[command.registeredArguments.length];
  if (stray === undefined) return;
  throw new UserError(
    'stray-argument',
    `“${stray}” stands alone, with no option before it`,
    existsSync(stray)
      ? 'Repeat the option for each path, or quote a glob so that the shell leaves it alone.'
      : `See \`synthaudit ${command.name()} --help\`.`,
  );
}

export function missingOption(flag: string, what: string, remedy: string): UserError {
  return new UserError('missing-option', `${flag} is missing: ${what}`, remedy);
}

/** What only this process knows about the machine. Makes the folder for temporary files. */
export function environmentOf(): Environment {
  return {
    platform: `${process.platform} ${process.arch}`,
    runtime: process.version,
    cores: availableParallelism(),
    temporaryFolder: scratchFolder(),
  };
}

/** Aliases name one thing: two different paths are two tables where one is expected. */
function onePath(flag: string, values: Readonly<Record<string, string | undefined>>): string | undefined {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  if (new Set(given.map(([, value]) => value)).size <= 1) return given[0]?.[1];
  throw severalPaths(`${given.map(([name]) => name).join(' and ')} both name the data of ${flag}`);
}

function givenTwice(flag: string): UserError {
  if (['--train', '--real', '--reference', '--holdout', '--control', '--test'].includes(flag))
    return severalPaths(`${flag} was given twice`);
  return new UserError('several-values', `${flag} was given twice`, 'Give it once.');
}

function severalPaths(message: string): UserError {
  return new UserError(
    'several-paths',
    message,
    'Name one table. Parts of one table may be given as a folder, or as a glob in quotes.',
  );
}

function notEmpty(flag: string, value: string): string {
  if (value.trim() !== '') return value;
  throw new UserError('empty-value', `${flag} was given an empty value`, 'Is a variable of the shell unset?');
}

function badValue(flag: string, value: string, remedy: string): UserError {
  return new UserError('bad-value', `${flag} cannot be “${value}”`, remedy);
}
