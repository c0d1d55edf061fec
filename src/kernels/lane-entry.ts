import { parentPort } from 'node:worker_threads';
import type { LaneBody, LaneHost, LaneModule, LaneNews, LaneOrder } from './lane.ts';
import { createInlinePool, type WorkerPool } from './worker-pool.ts';

/** A lane's whole life: open the module, then answer call after call. */
let body: Promise<LaneBody<unknown, unknown>> | null = null;
const waiting = new Map<number, { resolve(outputs: unknown[]): void; reject(error: unknown): void }>();

parentPort?.on('message', (order: LaneOrder) => {
  if (order.kind === 'open') {
    body = open(order);
    // Who calls hears of it.
    body.catch(() => {});
  } else if (order.kind === 'call') {
    void answer(order.input);
  } else {
    const asked = waiting.get(order.id);
    waiting.delete(order.id);
    if (order.kind === 'mapped') asked?.resolve(order.outputs);
    else asked?.reject(order.error);
  }
});

async function open({ module, setup, busy, threads }: LaneOrder & { kind: 'open' }) {
  const { open } = (await import(module)) as LaneModule<unknown, unknown, unknown>;
  const host: LaneHost = {
    pool: sharedPool(busy, threads),
    note: (text) => tell({ kind: 'note', text }),
  };
  return open(setup, host);
}

async function answer(input: unknown): Promise<void> {
  try {
    tell({ kind: 'done', output: await (await body)?.call(input) });
  } catch (error) {
    tell({ kind: 'failed', error });
  }
}

/** Outputs are the same wherever a task runs, so it may be decided anew each time. */
function sharedPool(busy: Int32Array, threads: number): WorkerPool {
  const inline = createInlinePool();
  let next = 0;
  return {
    threads,
    map<Input, Output>(task: URL, inputs: readonly Input[]): Promise<Output[]> {
      if (inputs.length < 2 || Atomics.load(busy, 0) > 1) return inline.map<Input, Output>(task, inputs);
      return new Promise((resolve, reject) => {
        const id = next++;
        // Throws, and so rejects, where an input cannot be cloned.
        parentPort?.postMessage({ kind: 'map', id, task: task.href, inputs: [...inputs] } satisfies LaneNews);
        waiting.set(id, { resolve: (outputs) => resolve(outputs as Output[]), reject });
      });
    },
    async close() {},
  };
}

function tell(news: LaneNews): void {
  try {
    parentPort?.postMessage(news);
  } catch (error) {
    // What was to be told cannot be cloned.
    const cause = news.kind === 'failed' ? news.error : error;
    parentPort?.postMessage({
      kind: 'failed',
      error: new Error(cause instanceof Error ? cause.message : String(cause)),
    });
  }
}
