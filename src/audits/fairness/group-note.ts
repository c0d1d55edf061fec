import { fewestOfGroup, type GroupColumn } from '../../artifacts/group-levels.ts';

/** Groups beyond these count in the measures of the whole table only. */
export const mostGroupsShown = 40;

/** Which groups were looked at, and which were not. */
export function groupNote(columns: readonly GroupColumn[], looked: number): string {
  const named = columns
    .map(({ columns: names }) => names.map((name) => `“${name}”`).join(' with '))
    .join('; ');
  const small = columns.reduce((sum, { leftOut }) => sum + leftOut, 0);
  const left =
    small === 0
      ? ''
      : ` Groups with fewer than ${fewestOfGroup} people in train or in the holdout were left out.`;
  return `${looked} groups of ${named} were looked at.${left} Numbers of more than ten values are cut into quarters. p-values and intervals of the most extreme group allow for having looked at all.`;
}
