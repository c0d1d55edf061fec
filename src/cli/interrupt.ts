/**
 * Ends the process when it is asked to, with the exit code that shells expect (128 + the signal's number). What must not
 * be left behind is removed by handlers of `exit`.
 */
export function endOnSignals(): void {
  for (const [signal, number] of [
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const) {
    process.once(signal, () => {
      process.stderr.write('synthaudit: interrupted\n');
      process.exit(128 + number);
    });
  }
}
