import { styleText } from 'node:util';
import { UserError } from '../errors.ts';

type Style = Parameters<typeof styleText>[0];

/** Whether a stream wants colour: a terminal, outside CI, with NO_COLOR unset. */
export function wantsColour(stream: NodeJS.WriteStream): boolean {
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR) return true;
  return stream.isTTY === true && !process.env.CI && process.env.TERM !== 'dumb';
}

/** Text in a style where the stream wants it. */
export function styled(stream: NodeJS.WriteStream, style: Style, text: string): string {
  return wantsColour(stream) ? styleText(style, text) : text;
}

/** A user's error as the terminal shows it: what, and what to do. */
export function errorText(error: Error): string {
  const head = `${styled(process.stderr, 'red', 'error')}: ${printable(error.message)}\n`;
  return error instanceof UserError ? `${head}  ${printable(error.remedy)}\n` : head;
}

/** Control characters in names must not reach the terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes.
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD');
}

/** Shortens from the middle, so that beginning and end stay. */
export function shortened(text: string, width: number): string {
  const characters = [...printable(text)];
  if (characters.length <= width) return characters.join('');
  const head = Math.ceil((width - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (width - 1 - head)).join('')}`;
}
