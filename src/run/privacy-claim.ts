import type { DpClaim } from '../artifacts/artifact.ts';
import { UserError } from '../errors.ts';

/** Reads `eps=1,delta=1e-5`; δ is 0 where it is left out. @throws {UserError} `bad-dp-claim` */
export function parseDpClaim(text: string): DpClaim {
  const parts = new Map<string, number>();
  for (const part of text.split(',')) {
    const [name = '', value = '', ...rest] = part.split('=').map((piece) => piece.trim());
    const known = { eps: 'epsilon', epsilon: 'epsilon', ε: 'epsilon', delta: 'delta', δ: 'delta' }[
      name.toLowerCase()
    ];
    if (!known || value === '' || rest.length > 0 || parts.has(known)) throw badClaim(text);
    parts.set(known, Number(value));
  }
  const epsilon = parts.get('epsilon');
  if (epsilon === undefined) throw badClaim(text);
  return checkDpClaim({ epsilon, delta: parts.get('delta') ?? 0 });
}

/** @throws {UserError} `bad-dp-claim` unless 0 ≤ ε < ∞ and 0 ≤ δ < 1 */
export function checkDpClaim(claim: DpClaim): DpClaim {
  const { epsilon, delta } = claim;
  if (epsilon >= 0 && Number.isFinite(epsilon) && delta >= 0 && delta < 1) return claim;
  throw badClaim(`eps=${epsilon},delta=${delta}`);
}

function badClaim(text: string): UserError {
  return new UserError(
    'bad-dp-claim',
    `--dp-claim cannot be “${text}”`,
    'Write it as eps=1,delta=1e-5: ε at least 0, δ from 0 to below 1.',
  );
}
