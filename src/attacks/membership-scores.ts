/** What an attack says about every real row, computed without knowing which ones were trained on. Higher: rather a member. */
export interface MembershipScores {
  readonly attack: string;
  /** One score per row of train. */
  readonly members: Float64Array;
  /** One score per row of the holdout. */
  readonly nonMembers: Float64Array;
}
