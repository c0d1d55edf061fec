/** Tokens (values, identifiers, passages) of each distinct text of a column: `tokens[code]`. */
export type TokensOfLevels = readonly (Iterable<string | number> | null)[];

export interface TokenExposure {
  /** People (units, or rows) of train who alone hold some token, and how many of them have one of these in the candidate. */
  readonly train: { readonly people: number; readonly exposed: number };
  readonly holdout: { readonly people: number; readonly exposed: number };
  /** Distinct tokens of the candidate, and how many of them no real row holds. */
  readonly synthetic: { readonly tokens: number; readonly invented: number };
}

/**
 * Who alone holds a token that occurs in the candidate. A token counts if one person alone holds it, in train and holdout
 * together: templates that many share, in whichever file, count for nobody. `people` numbers the person of each real row,
 * train's rows first; who has rows on both sides counts as train's.
 */
export function exposeTokens(options: {
  tokens: TokensOfLevels;
  realCodes: Int32Array;
  trainRows: number;
  people: Int32Array | null;
  syntheticCodes: Int32Array;
}): TokenExposure {
  const { tokens, realCodes, trainRows, people, syntheticCodes } = options;
  const found = new Set<string | number>();
  for (const code of new Set(syntheticCodes)) {
    for (const token of tokens[code] ?? []) found.add(token);
  }
  const holders = new Map<string | number, number>();
  for (let row = 0; row < realCodes.length; row++) {
    const person = people ? (people[row] as number) : row;
    for (const token of tokens[realCodes[row] as number] ?? []) {
      const holder = holders.get(token);
      if (holder === undefined) holders.set(token, person);
      else if (holder !== person) holders.set(token, shared);
    }
  }
  const inTrain = new Set<number>();
  for (let row = 0; row < trainRows; row++) inTrain.add(people ? (people[row] as number) : row);
  const holding = new Set<number>();
  const exposed = new Set<number>();
  let invented = found.size;
  for (const [token, holder] of holders) {
    const isFound = found.has(token);
    if (isFound) invented--;
    if (holder === shared) continue;
    holding.add(holder);
    if (isFound) exposed.add(holder);
  }
  const count = (some: Set<number>, side: boolean) => {
    let size = 0;
    for (const person of some) if (inTrain.has(person) === side) size++;
    return size;
  };
  return {
    train: { people: count(holding, true), exposed: count(exposed, true) },
    holdout: { people: count(holding, false), exposed: count(exposed, false) },
    synthetic: { tokens: found.size, invented },
  };
}

const shared = -1;
