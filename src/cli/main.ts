#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { UserError } from '../errors.ts';
import { version } from '../version.ts';
import { auditCommand } from './audit.ts';
import { commandLineError } from './command-line-error.ts';
import { compareCommand } from './compare.ts';
import { evidenceCommand } from './evidence.ts';
import { exitCodes } from './exit-codes.ts';
import { explainCommand } from './explain.ts';
import { gateCommand } from './gate.ts';
import { generationsCommand } from './generations.ts';
import { initCommand } from './init.ts';
import { endOnSignals } from './interrupt.ts';
import { keygenCommand } from './keygen.ts';
import { listCommand } from './list.ts';
import { refuseStrayArguments } from './options.ts';
import { schemaCommand } from './schema.ts';
import { splitCommand } from './split.ts';
import { errorText } from './terminal.ts';
import { verifyCommand } from './verify.ts';

const start = `
To start:
  synthaudit audit --train train.csv --holdout holdout.csv --synthetic synthetic.csv
`;

endOnSignals();
// What escapes from a callback is an internal error too; Node's own exit code 1 would say that a gate failed.
process.once('uncaughtException', (cause) => process.exit(report(cause, undefined)));
// The one place that sets the exit code of a run that ends by itself.
process.exitCode = await run(process.argv);

async function run(argv: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.pass;
  const program = new Command('synthaudit')
    .description(
      'Audits synthetic tabular data before it is released: fidelity, utility and privacy evidence.',
    )
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', start)
    // Errors are printed once, by `report`.
    .configureOutput({ outputError() {} })
    .exitOverride()
    .allowExcessArguments()
    .hook('preAction', (_, command) => refuseStrayArguments(command));
  const finished = (code: number) => {
    exitCode = code;
  };
  const commands = [
    auditCommand,
    gateCommand,
    compareCommand,
    generationsCommand,
    evidenceCommand,
    initCommand,
    splitCommand,
    listCommand,
    explainCommand,
    verifyCommand,
    keygenCommand,
    schemaCommand,
  ].map((define) => define(finished));
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  // A reader that closes the pipe early (`| head`) has seen what it wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCode);
    throw error;
  });
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (cause) {
    const command = commands.map((one) => one.name()).find((name) => name === argv[2]);
    return report(cause, command);
  }
}

/** Says what went wrong, once, and how much of it is the user's to mend. */
function report(cause: unknown, command: string | undefined): number {
  // Commander has shown the help or the version that was asked for; or the help because nothing was.
  if (cause instanceof CommanderError && cause.exitCode === 0) return exitCodes.pass;
  if (cause instanceof CommanderError && cause.code === 'commander.help') return exitCodes.usage;
  const error = cause instanceof CommanderError ? commandLineError(cause, command) : cause;
  if (error instanceof UserError) {
    process.stderr.write(errorText(error));
    return exitCodes.usage;
  }
  process.stderr.write(
    `synthaudit: internal error. Please report it with the lines below.\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return exitCodes.internal;
}
