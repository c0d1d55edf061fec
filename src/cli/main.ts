#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { UserError } from '../errors.ts';
import { version } from '../version.ts';
import { auditCommand } from './audit.ts';
import { exitCodes } from './exit-codes.ts';
import { explainCommand } from './explain.ts';
import { initCommand } from './init.ts';
import { listCommand } from './list.ts';
import { schemaCommand } from './schema.ts';
import { splitCommand } from './split.ts';
import { errorText } from './terminal.ts';

// The one place that sets the exit code.
process.exitCode = await run(process.argv);

async function run(argv: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.pass;
  const program = new Command('synthaudit')
    .description(
      'Audits synthetic tabular data before it is released: fidelity, utility and privacy evidence.',
    )
    .version(version)
    .showHelpAfterError('(see --help)')
    .exitOverride();
  const finished = (code: number) => {
    exitCode = code;
  };
  for (const define of [
    auditCommand,
    initCommand,
    splitCommand,
    listCommand,
    explainCommand,
    schemaCommand,
  ]) {
    program.addCommand(define(finished).exitOverride().showHelpAfterError('(see --help)'));
  }
  // A reader that closes the pipe early (`| head`) has seen what it wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCode);
    throw error;
  });
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (cause) {
    return report(cause);
  }
}

/** Says what went wrong, once, and how much of it is the user's to mend. */
function report(cause: unknown): number {
  if (cause instanceof CommanderError) {
    // Commander has printed its message; --help and --version are no errors.
    return cause.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
  }
  if (cause instanceof UserError || cause instanceof InvalidArgumentError) {
    process.stderr.write(errorText(cause));
    return exitCodes.usage;
  }
  process.stderr.write(
    `synthaudit: internal error. Please report it with the lines below.\n${cause instanceof Error ? cause.stack : String(cause)}\n`,
  );
  return exitCodes.internal;
}
