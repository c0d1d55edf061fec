/**
 * Names for a header's cells: surrounding white space and a byte-order mark go; an empty cell, as pandas writes above
 * its index, becomes `column0` by position; a name that is taken gets `.1`, `.2`, as pandas spells it.
 */
export function columnNames(header: readonly string[]): string[] {
  const taken = new Set<string>();
  // Names that stand in the header win over names that are made up here.
  const given = new Set(header.map(cleanName));
  return header.map((cell, position) => {
    const wanted = cleanName(cell) || `column${position}`;
    let name = wanted;
    const madeUp = cleanName(cell) === '';
    for (
      let copy = 1;
      taken.has(name) || (name !== wanted && given.has(name)) || (madeUp && given.has(name));
    ) {
      name = `${wanted}.${copy++}`;
    }
    taken.add(name);
    return name;
  });
}

/** Whether a name was made up for an empty header cell, or by pandas for one. */
export function isUnnamed(name: string): boolean {
  return /^(column\d+|Unnamed: \d+|index)$/.test(name);
}

function cleanName(cell: string): string {
  return cell.replace(/^\uFEFF/, '').trim();
}
