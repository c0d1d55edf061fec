import { stemOf } from '../run/candidate-names.ts';
import type { CandidatePath } from '../run/request.ts';

/**
 * What to say where names that differ in their numbers alone come in another order than the numbers: a shell's glob puts
 * gen10 before gen2. Null where there is nothing to say. The order given is the one that is used, whatever this says.
 */
export function orderDoubt(series: readonly CandidatePath[]): string | null {
  const names = series.map(({ name, path }) => name ?? stemOf(path));
  const [first] = names;
  if (first === undefined || names.some((name) => withoutNumbers(name) !== withoutNumbers(first)))
    return null;
  const ascending = [...names].sort(byNumbers);
  if (ascending.every((name, place) => name === names[place])) return null;
  return `generations are taken in the order given: ${listed(names)}. By the numbers in their names it is ${listed(ascending)}: name them in that order if it is meant.`;
}

function withoutNumbers(name: string): string {
  return name.replace(/\d+/g, '#');
}

function byNumbers(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => (name.match(/\d+/g) ?? []).map(Number)) as [number[], number[]];
  for (const [place, number] of left.entries()) {
    const difference = number - (right[place] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

const most = 12;

function listed(names: readonly string[]): string {
  const left = names.length - most;
  return `${names.slice(0, most).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
