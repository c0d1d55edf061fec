import { threadId } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import type { ReferenceAnswer, ReferenceSearch } from '../../src/kernels/nearest-rows-reference.ts';
import { createInlinePool, createWorkerPool } from '../../src/kernels/worker-pool.ts';

const task = new URL('./sample-task.mjs', import.meta.url);

interface Input {
  value?: number;
  delay?: number;
  fail?: string;
  exit?: boolean;
  unclonable?: boolean;
  shared?: Int32Array;
  at?: number;
}
interface Output {
  value: number;
  threadId: number;
}

const pools = { inline: createInlinePool(), threads: createWorkerPool(2) };
afterAll(() => pools.threads.close());

describe.each(Object.entries(pools))('worker pool, %s', (name, pool) => {
  it('returns outputs in the order of the inputs, whichever ends first', async () => {
    const inputs = [30, 1, 20, 2, 10].map((delay, value) => ({ value, delay }));
    const outputs = await pool.map<Input, Output>(task, inputs);
    expect(outputs.map((output) => output.value)).toEqual([0, 1, 2, 3, 4]);
    const own = outputs.every((output) => output.threadId === threadId);
    expect(own).toBe(name === 'inline');
  });

  it('writes into the memory of the caller when it is shared', async () => {
    const shared = new Int32Array(new SharedArrayBuffer(16));
    await pool.map<Input, Output>(
      task,
      [0, 1, 2, 3].map((at) => ({ shared, at, value: at * at })),
    );
    expect([...shared]).toEqual([0, 1, 4, 9]);
  });

  it('rejects with the first failure in the order of the inputs, and stays usable', async () => {
    const inputs: Input[] = [{ value: 1, delay: 20 }, { delay: 20 }, { fail: 'first' }, { fail: 'second' }];
    await expect(pool.map(task, inputs)).rejects.toThrow(new RangeError('first'));
    const [output] = await pool.map<Input, Output>(task, [{ value: 7 }]);
    expect(output?.value).toBe(7);
  });

  it('has nothing to do without inputs', async () => {
    expect(await pool.map(task, [])).toEqual([]);
  });

  it('runs a TypeScript module of the sources', async () => {
    const rows = { rowCount: 2, numeric: [Float64Array.of(0, 1)], codes: [] };
    const search = { queries: rows, base: rows, k: 1, excludeSelf: true, from: 0, to: 2 };
    const module = new URL('../../src/kernels/nearest-rows-reference.ts', import.meta.url);
    const [answer] = await pool.map<ReferenceSearch, ReferenceAnswer>(module, [search]);
    expect([...(answer?.indices ?? [])]).toEqual([1, 0]);
  });
});

describe('worker pool of threads', () => {
  it('starts no more workers than threads, however many calls are open', async () => {
    const inputs = Array.from({ length: 6 }, (_, value) => ({ value, delay: 5 }));
    const calls = await Promise.all([0, 1, 2].map(() => pools.threads.map<Input, Output>(task, inputs)));
    const ids = new Set(calls.flat().map((output) => output.threadId));
    expect(ids.size).toBe(2);
    for (const outputs of calls) expect(outputs.map((output) => output.value)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('fails the task of a worker that ends, and replaces the worker', async () => {
    await expect(pools.threads.map(task, [{ exit: true }])).rejects.toThrow('exit code 3');
    const [output] = await pools.threads.map<Input, Output>(task, [{ value: 5 }]);
    expect(output?.value).toBe(5);
  });

  it('rejects what cannot travel, to the worker and back', async () => {
    await expect(pools.threads.map(task, [{ value: () => {} }])).rejects.toThrow('could not be cloned');
    await expect(pools.threads.map(task, [{ unclonable: true }])).rejects.toThrow('could not be cloned');
    const [output] = await pools.threads.map<Input, Output>(task, [{ value: 6 }]);
    expect(output?.value).toBe(6);
  });

  it('rejects open and later calls once closed', async () => {
    const pool = createWorkerPool(2);
    const open = pool.map(task, [{ delay: 10_000 }, { delay: 10_000 }, { delay: 10_000 }]);
    const rejected = expect(open).rejects.toThrow('the worker pool was closed');
    await pool.close();
    await rejected;
    await expect(pool.map(task, [{ value: 1 }])).rejects.toThrow('the worker pool is closed');
  });

  it('needs a whole positive number of threads', () => {
    for (const threads of [0, -1, 1.5, Number.NaN])
      expect(() => createWorkerPool(threads)).toThrow(RangeError);
  });
});
