import { parentPort } from 'node:worker_threads';
import type { TaskReply, TaskRequest } from './worker-pool.ts';

/** A worker's whole life: load the module that a request names, run it, reply. */
parentPort?.on('message', async ({ task, input }: TaskRequest) => {
  let reply: TaskReply;
  try {
    const module = (await import(task)) as { run(input: unknown): unknown };
    reply = { output: await module.run(input) };
  } catch (error) {
    reply = { error };
  }
  try {
    parentPort?.postMessage(reply);
  } catch (error) {
    // The output, or what was thrown, cannot be cloned.
    const cause = 'error' in reply ? reply.error : error;
    parentPort?.postMessage({ error: new Error(cause instanceof Error ? cause.message : String(cause)) });
  }
});
