import type { CommanderError } from 'commander';
import { UserError } from '../errors.ts';

/** What the option parser found wrong, in the form that every error has: a fact, and what to do. */
export function commandLineError(cause: CommanderError, command: string | undefined): UserError {
  const help = `See \`synthaudit ${command === undefined ? '' : `${command} `}--help\`.`;
  const [first = '', second] = cause.message.replace(/^error: /, '').split('\n');
  const meant = /^\(Did you mean (?:one of )?(.*)\?\)$/.exec(second ?? '')?.[1];
  const remedy = meant === undefined ? help : `Did you mean ${meant.replace(/, (?=[^,]*$)/, ' or ')}?`;
  const choice = /'(--[\w-]+) .*' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/.exec(first);
  if (choice)
    return new UserError(
      'bad-value',
      `${choice[1]} cannot be “${choice[2]}”`,
      `Choose ${either(choice[3])}.`,
    );
  const argument = /value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/.exec(first);
  if (argument)
    return new UserError(
      'bad-value',
      `<${argument[2]}> cannot be “${argument[1]}”`,
      `Choose ${either(argument[3])}.`,
    );
  const valueless = /^option '(?:-\w, )?(--[\w-]+).*' argument missing$/.exec(first);
  if (valueless) return new UserError('missing-value', `${valueless[1]} needs a value`, help);
  const missing = /^missing required argument '(.*)'$/.exec(first);
  if (missing) return new UserError('missing-argument', `<${missing[1]}> is missing`, help);
  const unknown = /^unknown (option|command) '(.*)'$/.exec(first);
  if (unknown)
    return new UserError(`unknown-${unknown[1]}`, `there is no ${unknown[1]} ${unknown[2]}`, remedy);
  return new UserError('bad-usage', first.replace(/\.$/, ''), remedy);
}

/** `a, b, c` as `a, b or c`. */
function either(list = ''): string {
  return list.replace(/, (?=[^,]*$)/, ' or ');
}
