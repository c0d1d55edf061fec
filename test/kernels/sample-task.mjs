import { threadId } from 'node:worker_threads';

/** A task for the pool's tests: does what its input says. */
export async function run(input) {
  if (input.fail) throw new RangeError(input.fail);
  if (input.exit) process.exit(3);
  if (input.unclonable) return () => {};
  if (input.delay) await new Promise((resolve) => setTimeout(resolve, input.delay));
  if (input.shared) input.shared[input.at] = input.value;
  return { value: input.value, threadId };
}
