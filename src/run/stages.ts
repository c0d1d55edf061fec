import type { ResultDocument } from '../result/document.ts';

/** What only the caller knows about the machine; it ends in the result's volatile part. */
export interface Environment {
  readonly platform: string;
  readonly runtime: string;
  readonly cores: number;
  /** Where temporary files go; the operating system's place for them unless given. */
  readonly temporaryFolder?: string;
}

/** Told whenever something begins, for whoever shows progress. */
export type Progress = (stage: string) => void;

/** Notes what is being done, and how long it took. Threads work side by side, each on one thing at a time. */
export interface Stages {
  /** Ends what the thread did before. */
  enter(name: string, thread?: number): void;
  leave(thread?: number): void;
  finish(): ResultDocument['run']['volatile'];
}

export function startStages(environment: Environment, threads: number, progress: Progress): Stages {
  const startedAt = new Date();
  const began = performance.now();
  const stages: { name: string; durationMs: number }[] = [];
  const current = new Map<number, { name: string; since: number }>();
  const leave = (thread = 0) => {
    const stage = current.get(thread);
    current.delete(thread);
    if (stage) stages.push({ name: stage.name, durationMs: Math.round(performance.now() - stage.since) });
  };
  return {
    enter(name, thread = 0) {
      leave(thread);
      current.set(thread, { name, since: performance.now() });
      progress(name);
    },
    leave,
    finish() {
      for (const thread of [...current.keys()]) leave(thread);
      return {
        startedAt: startedAt.toISOString(),
        durationMs: Math.round(performance.now() - began),
        machine: {
          platform: environment.platform,
          node: environment.runtime,
          cores: environment.cores,
          threads,
        },
        stages,
      };
    },
  };
}
