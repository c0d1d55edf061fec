import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A new folder for this process's temporary files. It is removed when the process ends, by a signal too: whoever writes
 * into it may be interrupted at any point.
 */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'synthaudit-'));
  process.once('exit', () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // The process ends; there is nobody left to tell.
    }
  });
  return folder;
}
