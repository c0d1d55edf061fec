import { shortened, wantsColour } from './terminal.ts';

/** A line of progress on standard error: rewritten in place on a terminal, silent elsewhere unless asked for. */
export interface ProgressLine {
  show(stage: string): void;
  end(): void;
}

export function createProgress(quiet: boolean): ProgressLine {
  const { stderr } = process;
  if (quiet || !stderr.isTTY || process.env.CI) return { show() {}, end() {} };
  const began = performance.now();
  let current = '';
  const draw = () => {
    const seconds = ((performance.now() - began) / 1000).toFixed(0).padStart(3);
    const text = shortened(`${seconds} s  ${current}`, Math.max(20, (stderr.columns || 80) - 1));
    stderr.write(`\r\u001b[2K${wantsColour(stderr) ? `\u001b[2m${text}\u001b[0m` : text}`);
  };
  const timer = setInterval(draw, 500);
  timer.unref();
  return {
    show(stage) {
      current = stage;
      draw();
    },
    end() {
      clearInterval(timer);
      stderr.write('\r\u001b[2K');
    },
  };
}
