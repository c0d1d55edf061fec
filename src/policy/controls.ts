import type { Control, PolicyRule } from '../result/document.ts';

const copies = { exact: 'exact copies', noisy: 'slightly changed copies' } as const;

/**
 * Why a limit that seems kept is not shown to be: of every kind that the rule asks for, the largest planted leak up to
 * the limit must have been found. Null where they were.
 */
export function missingControl(rule: PolicyRule, controls: readonly Control[]): string | null {
  for (const kind of rule.needsControl) {
    const planted = controls.filter((control) => control.kind === kind);
    if (planted.length === 0) {
      return 'whether a leak of that size would have been seen was not measured (no planted leaks)';
    }
    // Shares are decimal fractions; a hair's breadth of floating point is no smaller limit.
    const small = planted.filter(({ share }) => share <= rule.limit.value + 1e-9);
    if (small.length === 0) return `no ${copies[kind]} of so few training rows were planted`;
    const largest = small.reduce((most, control) => (control.share > most.share ? control : most));
    if (!largest.detected) {
      return `${copies[kind]} of ${Number((100 * largest.share).toFixed(2))} % of training rows, planted to see, were not found (${largest.found} of ${largest.replicates} times): a leak of that size could have gone unseen`;
    }
  }
  return null;
}
