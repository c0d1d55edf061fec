import type { ManifestInput, RunEvidence } from './manifest.ts';

/** The command line that asks for a run again: base names for paths, options as the configuration has them. */
export function replayCommand({ command, inputs, configuration }: RunEvidence): string {
  const of = (role: ManifestInput['role']) => inputs.filter((input) => input.role === role);
  // Results that are judged or compared, and the generations of a series, are named without a flag.
  const isSeries = command === 'generations';
  const named = [...of('result'), ...(isSeries ? of('candidate') : [])].map(fileOf);
  const files = roleFlags
    .filter(([role]) => !isSeries || role !== 'candidate')
    .flatMap(([role, flag]) => of(role).map((input) => `${flag} ${fileOf(input)}`));
  const options = Object.entries(configuration).flatMap(([name, value]) => optionOf(name, value));
  return [['synthaudit', command, ...named].join(' '), ...files, ...options].join(' \\\n  ');
}

const roleFlags: readonly (readonly [ManifestInput['role'], string])[] = [
  ['train', '--train'],
  ['holdout', '--holdout'],
  ['candidate', '--synthetic'],
  ['metadata', '--metadata'],
  ['canaries', '--canaries'],
  ['policy', '--policy'],
  ['baseline', '--baseline'],
];

function fileOf({ role, candidate, name }: ManifestInput): string {
  return role === 'candidate' && candidate !== null ? `${quoted(candidate)}=${quoted(name)}` : quoted(name);
}

/** Lists repeat their flag; `true` is a flag alone; what is empty is left out. */
function optionOf(name: string, value: unknown): string[] {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (value === null || value === false) return [];
  if (value === true) return [flag];
  return [value].flat().map((one) => `${flag} ${quoted(String(one))}`);
}

/** For a POSIX shell, on one line. */
function quoted(value: string): string {
  const text = value.replace(/\p{Cc}/gu, '\ufffd');
  return /^[\w.,=/:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
