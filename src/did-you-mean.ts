/** What to do about a name that is not known: the known name it resembles, or else the advice given. */
export function didYouMean(name: string, known: Iterable<string>, otherwise: string): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? otherwise : `Did you mean “${nearest}”?`;
}

/**
 * The known name with the fewest edits to `name`, letter case aside; undefined where more than a third of the letters
 * would have to change. The first of equals.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = [...name.toLowerCase()];
  let best: { name: string; edits: number } | undefined;
  for (const candidate of known) {
    const letters = [...candidate.toLowerCase()];
    const allowed = Math.floor(Math.max(wanted.length, letters.length) / 3);
    if (Math.abs(wanted.length - letters.length) > allowed) continue;
    const edits = editsBetween(wanted, letters);
    if (edits <= allowed && edits < (best?.edits ?? Number.POSITIVE_INFINITY))
      best = { name: candidate, edits };
  }
  return best?.name;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editsBetween(from: readonly string[], to: readonly string[]): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) edits = Math.min(edits, beforeLast[column - 2]! + 1);
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length]!;
}
