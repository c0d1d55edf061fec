/** A rule that the user states about single rows, in DuckDB's SQL. */
export interface Constraint {
  readonly name: string;
  /** True where a row keeps the rule: `age >= 18`. Null says nothing, as in a CHECK. */
  readonly sql: string;
  /** Which rows it speaks of; all of them unless given. */
  readonly where?: string;
}
