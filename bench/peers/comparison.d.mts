/** A peer's value, in the format of the reference files. */
export interface PeerResult {
  readonly peer: string;
  readonly metric: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly columns: readonly string[] | null;
  readonly value: unknown;
  readonly error?: string;
}

export interface ComparedRow {
  readonly peer: string;
  readonly measure: string;
  readonly definition: 'same' | 'ours against peer' | 'peer’s, reproduced' | 'random';
  readonly reason: string;
  readonly count: number;
  /** The largest; in standard errors where it is random. */
  readonly difference: number;
}

export interface Comparison {
  rows(): ComparedRow[];
}

export function createComparison(results: readonly PeerResult[]): Comparison;
