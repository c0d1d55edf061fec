import { Command } from 'commander';

export function splitCommand(): Command {
  return new Command('split');
}
