import { threadId } from 'node:worker_threads';

/** A lane for the tests: counts its calls, and does what its input says. */
export function open({ start, fail }, { pool, note }) {
  if (fail) throw new RangeError(fail);
  let count = start;
  return {
    async call({ say, fail, exit, map, unclonable, delay }) {
      count += 1;
      for (const text of say ?? []) note(text);
      if (delay) await new Promise((resolve) => setTimeout(resolve, delay));
      if (exit) process.exit(3);
      if (fail) throw new RangeError(fail);
      if (unclonable) return () => {};
      const task = new URL('./sample-task.mjs', import.meta.url);
      const mapped = map ? await pool.map(task, map) : [];
      return { count, threadId, mapped };
    },
  };
}
