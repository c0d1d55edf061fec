import { defineRunArtifact } from './artifact.ts';
import { searchDependencies } from './dependency-rules.ts';
import { searchMissingRules } from './missing-rules.ts';
import { searchNumberRules } from './number-rules.ts';
import { realRows } from './real-rows.ts';
import type { Rule } from './rule.ts';

/** Rules that all real rows keep, and how they were searched for. */
export interface DiscoveredRules {
  readonly rules: readonly Rule[];
  readonly tried: number;
  /** Whether the holdout's rows confirmed them. */
  readonly confirmed: boolean;
}

/**
 * Rules that every row of train, and of the holdout, keeps and that chance does not explain: if the columns were
 * independent, all rows would keep the rule with a probability below one in a million over all rules tried.
 */
export const discoveredRules = defineRunArtifact({
  id: 'discovered-rules',
  requires: { realRows },
  make({ realRows: { train, holdout } }): DiscoveredRules {
    const datasets = holdout ? [train, holdout] : [train];
    const searches = [
      searchNumberRules(datasets),
      searchDependencies(datasets),
      searchMissingRules(datasets),
    ];
    const tried = searches.reduce((sum, search) => sum + search.tried, 0);
    const chanceAtMost = Math.log(falseRules) - Math.log(Math.max(1, tried));
    const rules = searches.flatMap(({ found }) => found.filter(({ logChance }) => logChance < chanceAtMost));
    return { rules, tried, confirmed: holdout !== null };
  },
});

/** Expected number of rules invented in a table of independent columns, at most. */
const falseRules = 1e-6;
