import { Worker } from 'node:worker_threads';
import { moduleForWorker, type WorkerPool } from './worker-pool.ts';

/**
 * A thread that keeps what it made: its module is opened once and then called many times, one call after another.
 * The worker pool is for pure pieces of one computation, a lane for whole computations that share what they prepare.
 */
export interface Lane<Input, Output> {
  /**
   * Rejects with what the module threw, and with {@link LaneLost} once the thread has ended; the lane is of no use then.
   * `note` is told what the module says about this call while it runs.
   */
  call(input: Input, note: (text: string) => void): Promise<Output>;
  /** Ends the thread; what still runs is rejected. */
  close(): Promise<void>;
}

/** The thread ended before it answered: most often for want of memory. */
export class LaneLost extends Error {
  override readonly name = 'LaneLost';
}

/** What a lane's module exports. */
export interface LaneModule<Setup, Input, Output> {
  open(setup: Setup, host: LaneHost): LaneBody<Input, Output> | Promise<LaneBody<Input, Output>>;
}

export interface LaneBody<Input, Output> {
  call(input: Input): Promise<Output>;
}

/** What a lane's module finds in its thread. */
export interface LaneHost {
  /** Runs here while the other lanes are busy, and on the machine's idle cores when this is the last one. */
  readonly pool: WorkerPool;
  note(text: string): void;
}

/** What lanes of one crew share: the pool of the thread that opened them, and how many of them are at work. */
export interface LaneShare {
  readonly pool: WorkerPool;
  /** One number in shared memory. */
  readonly busy: Int32Array;
}

/** What travels to a lane. */
export type LaneOrder =
  | {
      readonly kind: 'open';
      readonly module: string;
      readonly setup: unknown;
      readonly busy: Int32Array;
      readonly threads: number;
    }
  | { readonly kind: 'call'; readonly input: unknown }
  | { readonly kind: 'mapped'; readonly id: number; readonly outputs: unknown[] }
  | { readonly kind: 'map-failed'; readonly id: number; readonly error: unknown };

/** What comes back. */
export type LaneNews =
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'map'; readonly id: number; readonly task: string; readonly inputs: unknown[] };

/** @param module written as `new URL('./some-lane.ts', import.meta.url)`, like a task of the worker pool */
export function openLane<Setup, Input, Output>(
  module: URL,
  setup: Setup,
  share: LaneShare,
): Lane<Input, Output> {
  const worker = new Worker(new URL(moduleForWorker(new URL('./lane-entry.ts', import.meta.url))), {
    execArgv: [],
  });
  worker.unref();
  let current: Call<Output> | null = null;
  let lost: Error | null = null;
  const settle = (end: (call: Call<Output>) => void) => {
    if (!current) return;
    const call = current;
    current = null;
    worker.unref();
    Atomics.sub(share.busy, 0, 1);
    end(call);
  };
  const lose = (cause: unknown) => {
    lost ??= new LaneLost(cause instanceof Error ? cause.message : String(cause), { cause });
    const error = lost;
    settle(({ reject }) => reject(error));
  };
  const send = (order: LaneOrder) => {
    try {
      worker.postMessage(order);
    } catch (cause) {
      // Something in it cannot be cloned.
      lose(cause);
    }
  };
  worker.on('message', (news: LaneNews) => {
    if (news.kind === 'note') return current?.note(news.text);
    if (news.kind === 'done') return settle(({ resolve }) => resolve(news.output as Output));
    if (news.kind === 'failed') return settle(({ reject }) => reject(news.error));
    share.pool.map(new URL(news.task), news.inputs).then(
      (outputs) => send({ kind: 'mapped', id: news.id, outputs }),
      (error: unknown) => send({ kind: 'map-failed', id: news.id, error }),
    );
  });
  worker.on('error', lose);
  worker.on('messageerror', lose);
  worker.on('exit', (code) => lose(new Error(`its thread ended with exit code ${code}`)));
  send({
    kind: 'open',
    module: moduleForWorker(module),
    setup,
    busy: share.busy,
    threads: share.pool.threads,
  });
  return {
    call(input, note) {
      if (lost) return Promise.reject(lost);
      if (current) return Promise.reject(new Error('a lane takes one call at a time'));
      return new Promise((resolve, reject) => {
        current = { resolve, reject, note };
        worker.ref();
        Atomics.add(share.busy, 0, 1);
        send({ kind: 'call', input });
      });
    },
    async close() {
      lose(new Error('it was closed'));
      await worker.terminate();
    },
  };
}

interface Call<Output> {
  resolve(output: Output): void;
  reject(error: unknown): void;
  note(text: string): void;
}
