import type { Weights } from '../comparison/decision.ts';
import { UserError } from '../errors.ts';
import { categories } from '../result/document.ts';

/** Reads `fidelity=1,utility=2,privacy=3`. @throws {UserError} `bad-weights` */
export function parseWeights(text: string): Weights {
  const weights: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [name = '', value = '', ...rest] = part.split('=').map((piece) => piece.trim());
    const weight = Number(value);
    const isCategory = (categories as readonly string[]).includes(name);
    if (!isCategory || value === '' || rest.length > 0 || name in weights) throw badWeights(text);
    if (!(weight >= 0) || !Number.isFinite(weight)) throw badWeights(text);
    weights[name] = weight;
  }
  if (Object.values(weights).every((weight) => weight === 0)) throw badWeights(text);
  return weights;
}

function badWeights(text: string): UserError {
  return new UserError(
    'bad-weights',
    `--weights cannot be “${text}”`,
    `Write them as fidelity=1,utility=2,privacy=3: numbers from 0, one at least above 0, of ${categories.join(', ')}.`,
  );
}
