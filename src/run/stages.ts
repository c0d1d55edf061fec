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

/** Notes what is being done, and how long it took. */
export interface Stages {
  enter(name: string): void;
  finish(): ResultDocument['run']['volatile'];
}

export function startStages(environment: Environment, threads: number, progress: Progress): Stages {
  const startedAt = new Date();
  const began = performance.now();
  const stages: { name: string; durationMs: number }[] = [];
  let current: { name: string; since: number } | null = null;
  const leave = () => {
    if (current)
      stages.push({ name: current.name, durationMs: Math.round(performance.now() - current.since) });
    current = null;
  };
  return {
    enter(name) {
      leave();
      current = { name, since: performance.now() };
      progress(name);
    },
    finish() {
      leave();
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
