import { Worker } from 'node:worker_threads';

/**
 * Runs pure tasks beside each other. A task is a module with an exported `run(input)`; results come back in the
 * inputs' order, so nothing depends on the number of threads.
 */
export interface WorkerPool {
  readonly threads: number;
  /**
   * Calls `run` of the module at `task` once per input. SharedArrayBuffers travel without a copy.
   * `task` is written as `new URL('./some-task.ts', import.meta.url)`; compiled code finds the `.js` beside it.
   * Rejects with the error of the first input, in the inputs' order, whose `run` threw.
   */
  map<Input, Output>(task: URL, inputs: readonly Input[]): Promise<Output[]>;
  /** Ends the workers. What still runs or waits is rejected, and so is every later call. */
  close(): Promise<void>;
}

/** What travels to a worker. */
export interface TaskRequest {
  readonly task: string;
  readonly input: unknown;
}

/** What comes back: an output, or the error that `run` threw. */
export type TaskReply = { readonly output: unknown } | { readonly error: unknown };

/** A pool that runs everything in this thread. */
export function createInlinePool(): WorkerPool {
  return {
    threads: 1,
    async map<Input, Output>(task: URL, inputs: readonly Input[]) {
      const module = (await import(moduleForThisThread(task))) as {
        run(input: Input): Output | Promise<Output>;
      };
      const outputs: Output[] = [];
      for (const input of inputs) outputs.push(await module.run(input));
      return outputs;
    },
    async close() {},
  };
}

/**
 * A pool of `threads` worker threads, each started when first needed; one thread means this one. Idle workers do
 * not keep the process alive.
 */
export function createWorkerPool(threads: number): WorkerPool {
  if (!Number.isInteger(threads) || threads < 1)
    throw new RangeError(`a pool needs a thread, got ${threads}`);
  return threads === 1 ? createInlinePool() : new ThreadPool(threads);
}

interface Job {
  readonly request: TaskRequest;
  settle(reply: TaskReply): void;
}

class ThreadPool implements WorkerPool {
  readonly threads: number;
  readonly #idle: Worker[] = [];
  readonly #running = new Map<Worker, Job>();
  #waiting: Job[] = [];
  #closed = false;

  constructor(threads: number) {
    this.threads = threads;
  }

  async map<Input, Output>(task: URL, inputs: readonly Input[]): Promise<Output[]> {
    if (this.#closed) throw new Error('the worker pool is closed');
    const href = moduleForWorker(task);
    const replies = new Array<TaskReply | undefined>(inputs.length);
    await new Promise<void>((resolve) => {
      let open = inputs.length;
      if (open === 0) return resolve();
      const jobs = inputs.map((input, index) => ({
        request: { task: href, input },
        settle: (reply: TaskReply) => {
          replies[index] = reply;
          open -= 1;
          if ('error' in reply) open -= this.#withdraw(jobs);
          if (open === 0) resolve();
        },
      }));
      this.#waiting.push(...jobs);
      this.#dispatch();
    });
    const outputs: Output[] = [];
    for (const reply of replies) {
      // Jobs are handed out in order, so the first failure stands before every job that was withdrawn.
      if (reply && 'error' in reply) throw reply.error;
      outputs.push(reply?.output as Output);
    }
    return outputs;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const workers = [...this.#idle, ...this.#running.keys()];
    const left = [...this.#running.values(), ...this.#waiting];
    this.#idle.length = 0;
    this.#running.clear();
    this.#waiting = [];
    for (const job of left) job.settle({ error: new Error('the worker pool was closed') });
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  /** Takes jobs back that no worker has begun; returns how many. */
  #withdraw(jobs: readonly Job[]): number {
    const withdrawn = new Set(jobs);
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((job) => !withdrawn.has(job));
    return before - this.#waiting.length;
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? (this.#running.size < this.threads ? this.#start() : undefined);
      if (!worker) return;
      const job = this.#waiting.shift()!;
      this.#running.set(worker, job);
      worker.ref();
      try {
        worker.postMessage(job.request);
      } catch (error) {
        // The input cannot be cloned.
        this.#finish(worker, { error });
      }
    }
  }

  #finish(worker: Worker, reply: TaskReply): void {
    const job = this.#running.get(worker);
    if (!job) return;
    this.#running.delete(worker);
    this.#idle.push(worker);
    worker.unref();
    job.settle(reply);
    this.#dispatch();
  }

  #start(): Worker {
    const worker = new Worker(new URL(moduleForWorker(new URL('./worker-entry.ts', import.meta.url))), {
      execArgv: [],
    });
    worker.on('message', (reply: TaskReply) => this.#finish(worker, reply));
    // A worker that dies (out of memory, process.exit in a task) fails its job and is replaced by the next.
    worker.on('error', (error) => this.#drop(worker, error));
    worker.on('messageerror', (error) => this.#drop(worker, error));
    worker.on('exit', (code) => this.#drop(worker, new Error(`a worker ended with exit code ${code}`)));
    return worker;
  }

  #drop(worker: Worker, error: unknown): void {
    const idle = this.#idle.indexOf(worker);
    if (idle >= 0) this.#idle.splice(idle, 1);
    const job = this.#running.get(worker);
    if (!job) return;
    this.#running.delete(worker);
    void worker.terminate();
    job.settle({ error });
    this.#dispatch();
  }
}

const fromSources = import.meta.url.endsWith('.ts');

function moduleForThisThread(task: URL): string {
  return fromSources ? task.href : task.href.replace(/\.ts$/, '.js');
}

/** Workers load compiled code only: a task under src/ is replaced by its twin under dist/. */
export function moduleForWorker(task: URL): string {
  if (!task.href.endsWith('.ts')) return task.href;
  const compiled = task.href.replace(/\.ts$/, '.js');
  if (!fromSources) return compiled;
  const at = compiled.lastIndexOf('/src/');
  return `${compiled.slice(0, at)}/dist/${compiled.slice(at + '/src/'.length)}`;
}
