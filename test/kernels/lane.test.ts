import { threadId } from 'node:worker_threads';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Lane, LaneLost, openLane } from '../../src/kernels/lane.ts';
import { createWorkerPool } from '../../src/kernels/worker-pool.ts';

interface Input {
  say?: string[];
  fail?: string;
  exit?: boolean;
  unclonable?: boolean;
  delay?: number;
  map?: { value?: number; fail?: string; unclonable?: boolean }[];
}
interface Output {
  count: number;
  threadId: number;
  mapped: { value: number; threadId: number }[];
}

const pool = createWorkerPool(2);
const busy = new Int32Array(new SharedArrayBuffer(4));
const opened: Lane<Input, Output>[] = [];
const silent = () => {};

function lane(setup: { start?: number; fail?: string } = {}): Lane<Input, Output> {
  const module = new URL('./sample-lane.mjs', import.meta.url);
  const made = openLane<unknown, Input, Output>(module, { start: 0, ...setup }, { pool, busy });
  opened.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
  expect(busy[0]).toBe(0);
});
afterAll(() => pool.close());

describe('a lane', () => {
  it('keeps what it made from call to call, in a thread of its own', async () => {
    const one = lane({ start: 10 });
    const first = await one.call({}, silent);
    const second = await one.call({}, silent);
    expect([first.count, second.count]).toEqual([11, 12]);
    expect(first.threadId).not.toBe(threadId);
    expect(second.threadId).toBe(first.threadId);
  });

  it('tells what it does while it does it', async () => {
    const heard: string[] = [];
    await lane().call({ say: ['one', 'two'] }, (text) => heard.push(text));
    expect(heard).toEqual(['one', 'two']);
  });

  it('rejects with what the module threw, and stays usable', async () => {
    const one = lane();
    await expect(one.call({ fail: 'bad' }, silent)).rejects.toThrow(new RangeError('bad'));
    await expect(one.call({ unclonable: true }, silent)).rejects.toThrow(/could not be cloned/);
    expect((await one.call({}, silent)).count).toBe(3);
  });

  it('rejects every call where the module does not open', async () => {
    const one = lane({ fail: 'no' });
    await expect(one.call({}, silent)).rejects.toThrow(new RangeError('no'));
    await expect(one.call({}, silent)).rejects.toThrow(new RangeError('no'));
  });

  it('takes one call at a time', async () => {
    const one = lane();
    const first = one.call({ delay: 20 }, silent);
    await expect(one.call({}, silent)).rejects.toThrow(/one call at a time/);
    expect((await first).count).toBe(1);
  });

  it('says that it is lost when its thread ends', async () => {
    const one = lane();
    await expect(one.call({ exit: true }, silent)).rejects.toThrow(LaneLost);
    await expect(one.call({}, silent)).rejects.toThrow(LaneLost);
  });

  it('rejects what runs when it is closed', async () => {
    const one = lane();
    const running = one.call({ delay: 10_000 }, silent);
    const rejected = expect(running).rejects.toThrow(LaneLost);
    await one.close();
    await rejected;
  });

  it('runs tasks in its own thread while another lane is at work, and on the pool when it is alone', async () => {
    const map = [{ value: 1 }, { value: 2 }];
    const alone = await lane().call({ map }, silent);
    expect(alone.mapped.map(({ value }) => value)).toEqual([1, 2]);
    expect(alone.mapped.every((each) => each.threadId !== alone.threadId)).toBe(true);

    Atomics.add(busy, 0, 1);
    const beside = await lane().call({ map }, silent);
    Atomics.sub(busy, 0, 1);
    expect(beside.mapped).toEqual([
      { value: 1, threadId: beside.threadId },
      { value: 2, threadId: beside.threadId },
    ]);
  });

  it('hands on the failure of a task of the pool', async () => {
    const one = lane();
    const failing = one.call({ map: [{ value: 1 }, { fail: 'task' }] }, silent);
    await expect(failing).rejects.toThrow(new RangeError('task'));
    expect((await one.call({}, silent)).count).toBe(2);
  });
});
