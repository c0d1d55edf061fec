import type { CheckedRows } from '../datasets/datasets.ts';
import type { Schema, Table } from '../datasets/table.ts';
import type { WorkerPool } from '../kernels/worker-pool.ts';
import { type Random, randomStream } from '../statistics/random.ts';

/** What the whole run shares. */
export interface RunData {
  readonly schema: Schema;
  readonly train: Table;
  readonly holdout: Table | null;
  /** Made-up records of which a coin decided whether they were put into train; absent where none were given. */
  readonly canaries?: Canaries | null;
  /** Rules that the user states; absent where there are none. */
  readonly constraints?: StatedConstraints | null;
  readonly options: RunOptions;
}

export interface Canaries {
  readonly table: Table;
  /** 1 where the canary was put into train. */
  readonly included: Uint8Array;
}

/** Rules that the user states about single rows, and what they say of the real ones. */
export interface StatedConstraints {
  readonly rules: readonly {
    readonly name: string;
    readonly columns: readonly string[];
    /** Its expression, as the user wrote it. */
    readonly text: string;
  }[];
  /** Per rule and row: 1 kept, 0 broken, −1 where the rule says nothing. */
  readonly train: readonly Int8Array[];
  readonly holdout: readonly Int8Array[] | null;
  /** The same for other rows. */
  evaluate(rows: CheckedRows, dataset: string): Promise<Int8Array[]>;
}

/** What a vendor claims: (ε, δ)-differential privacy. */
export interface DpClaim {
  readonly epsilon: number;
  readonly delta: number;
}

/** Choices that change what is measured; they stand in the result document. */
export interface RunOptions {
  readonly seed: number;
  readonly preset: 'quick' | 'standard' | 'full';
  readonly targets: readonly string[];
  readonly sensitive: readonly string[];
  readonly keys: readonly string[];
  readonly groups: readonly string[];
  readonly unit: string | null;
  readonly ignored: readonly string[];
  readonly forestEngine: 'histogram' | 'ml-random-forest';
  /** Absent or null where nothing is claimed. */
  readonly dpClaim?: DpClaim | null;
}

/** What a maker may use beside the artifacts it requires. */
export interface Context {
  /** A stream of its own: from the run's seed, the artifact's or audit's id and the candidate. */
  readonly random: Random;
  readonly pool: WorkerPool;
}

type Scope = 'run' | 'candidate';

/**
 * A shared, expensive value, made once per run or once per candidate, when an audit first asks for it.
 * A run's artifact cannot require a candidate's: the types forbid it.
 */
export interface Artifact<Value, Of extends Scope = Scope> {
  readonly id: string;
  readonly scope: Of;
  readonly requires: Requirements;
  make(inputs: never, context: Context): Value | Promise<Value>;
}

// biome-ignore lint/suspicious/noExplicitAny: a requirement may be an artifact of any value.
export type Requirements = Readonly<Record<string, Artifact<any>>>;
// biome-ignore lint/suspicious/noExplicitAny: as above.
type RunRequirements = Readonly<Record<string, Artifact<any, 'run'>>>;

/** The values of a set of requirements, under the same names. */
export type Values<R extends Requirements> = {
  readonly [Name in keyof R]: R[Name] extends Artifact<infer Value> ? Value : never;
};

/** An artifact made once per run. */
export function defineRunArtifact<R extends RunRequirements, Value>(definition: {
  id: string;
  requires: R;
  make(inputs: Values<R>, context: Context): Value | Promise<Value>;
}): Artifact<Value, 'run'> {
  return { ...definition, scope: 'run' };
}

/** An artifact made once per candidate, and released with it. */
export function defineCandidateArtifact<R extends Requirements, Value>(definition: {
  id: string;
  requires: R;
  make(inputs: Values<R>, context: Context): Value | Promise<Value>;
}): Artifact<Value, 'candidate'> {
  return { ...definition, scope: 'candidate' };
}

/** The run's data, as an artifact that others may require. */
export const runData: Artifact<RunData, 'run'> = root('run-data', 'run');

/** The candidate's table. */
export const candidateTable: Artifact<Table, 'candidate'> = root('candidate-table', 'candidate');

/** Thrown by an artifact or an audit that has nothing to measure here; the reason is shown to the reader. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** An artifact that failed, with its id: every audit that needs it reports the same failure. */
export class ArtifactError extends Error {
  override readonly name = 'ArtifactError';
  readonly artifact: string;

  constructor(artifact: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.artifact = artifact;
  }
}

/** Holds promises of artifacts by `id` or `id:candidate`: one computation, or one failure, for all who ask. */
export class ArtifactStore {
  readonly #run: RunData;
  readonly #pool: WorkerPool;
  readonly #values = new Map<string, Promise<unknown>>();
  readonly #candidates = new Map<string, Table>();

  constructor(run: RunData, pool: WorkerPool) {
    this.#run = run;
    this.#pool = pool;
  }

  /** Makes a candidate's table known under its id. */
  addCandidate(id: string, table: Table): void {
    this.#candidates.set(id, table);
  }

  /** Forgets a candidate and all that was computed for it, so memory does not grow with the number of candidates. */
  release(candidateId: string): void {
    this.#candidates.delete(candidateId);
    for (const key of this.#values.keys()) {
      if (key.endsWith(`\u0000${candidateId}`)) this.#values.delete(key);
    }
  }

  /** The values of all requirements; rejects with the first failure. */
  async collect<R extends Requirements>(requires: R, candidateId: string): Promise<Values<R>> {
    const values: Record<string, unknown> = {};
    // One after another: artifacts use the worker pool themselves, and a fixed order keeps memory low.
    for (const [name, artifact] of Object.entries(requires)) {
      values[name] = await this.get(artifact, candidateId);
    }
    return values as Values<R>;
  }

  get<Value>(artifact: Artifact<Value>, candidateId: string): Promise<Value> {
    const key = artifact.scope === 'run' ? artifact.id : `${artifact.id}\u0000${candidateId}`;
    const known = this.#values.get(key);
    if (known) return known as Promise<Value>;
    const made = this.#make(artifact, candidateId);
    this.#values.set(key, made);
    return made;
  }

  async #make<Value>(artifact: Artifact<Value>, candidateId: string): Promise<Value> {
    if (artifact.id === runData.id) return this.#run as Value;
    if (artifact.id === candidateTable.id) return this.#candidates.get(candidateId) as Value;
    const inputs = await this.collect(artifact.requires, candidateId);
    const names = artifact.scope === 'run' ? [artifact.id] : [artifact.id, candidateId];
    const context = { random: randomStream(this.#run.options.seed, ...names), pool: this.#pool };
    try {
      return await artifact.make(inputs as never, context);
    } catch (cause) {
      if (cause instanceof NotApplicable || cause instanceof ArtifactError) throw cause;
      throw new ArtifactError(artifact.id, cause);
    }
  }
}

function root<Value, Of extends Scope>(id: string, scope: Of): Artifact<Value, Of> {
  return {
    id,
    scope,
    requires: {},
    make() {
      throw new Error(`${id} is given by the store`);
    },
  };
}
