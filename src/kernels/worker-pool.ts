/**
 * Runs pure tasks beside each other. A task is a module with an exported `run(input)`; results come back in the
 * inputs' order, so nothing depends on the number of threads.
 */
export interface WorkerPool {
  readonly threads: number;
  /** Calls `run` of the module at `task` once per input. SharedArrayBuffers travel without a copy. */
  map<Input, Output>(task: URL, inputs: readonly Input[]): Promise<Output[]>;
  close(): Promise<void>;
}

/** A pool that runs everything in this thread. */
export function createInlinePool(): WorkerPool {
  return {
    threads: 1,
    async map<Input, Output>(task: URL, inputs: readonly Input[]) {
      const module = (await import(task.href)) as { run(input: Input): Output | Promise<Output> };
      const outputs: Output[] = [];
      for (const input of inputs) outputs.push(await module.run(input));
      return outputs;
    },
    async close() {},
  };
}
