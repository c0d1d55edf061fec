import { didYouMean } from '../did-you-mean.ts';
import { UserError } from '../errors.ts';
import { categories } from '../result/document.ts';
import type { Audit } from './audit.ts';
import { catalogue, seriesAudits } from './index.ts';

/**
 * The catalogue's audits that were asked for, by their ids or their categories, in its order.
 *
 * @throws {UserError} `unknown-audit`, `series-audit`, `no-audit-left`
 */
export function selectAudits(only: readonly string[], skip: readonly string[]): readonly Audit[] {
  const known = new Set<string>([...catalogue.map(({ meta }) => meta.id), ...categories]);
  for (const id of [...only, ...skip]) {
    if (known.has(id)) continue;
    if (seriesAudits.some((meta) => meta.id === id)) {
      throw new UserError(
        'series-audit',
        `“${id}” is read off the results of other audits`,
        'It comes with every `synthaudit generations`, and cannot be chosen.',
      );
    }
    throw new UserError(
      'unknown-audit',
      `there is no audit or category “${id}”`,
      didYouMean(id, known, 'See `synthaudit list` for the catalogue.'),
    );
  }
  const selected = catalogue.filter(
    ({ meta }) => (only.length === 0 || names(only, meta)) && !names(skip, meta),
  );
  if (selected.length === 0) {
    throw new UserError(
      'no-audit-left',
      'no audit is left to run',
      'Give fewer ids to --skip, or more to --only.',
    );
  }
  return selected;
}

function names(chosen: readonly string[], { id, category }: Audit['meta']): boolean {
  return chosen.includes(id) || chosen.includes(category);
}
