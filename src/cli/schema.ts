import { Argument, Command } from 'commander';
import { z } from 'zod';
import { resultSchema } from '../result/document.ts';
import { configSchema } from './config.ts';

/** `synthaudit schema`: JSON Schema of what the tool reads and writes. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('print the JSON Schema of a document')
    .addArgument(new Argument('<document>').choices(['result', 'config']))
    .action((document: 'result' | 'config') => {
      process.stdout.write(`${JSON.stringify(jsonSchemaOf(document), null, 2)}\n`);
    });
}

/** Draft 2020-12. */
export function jsonSchemaOf(document: 'result' | 'config'): object {
  if (document === 'result') return z.toJSONSchema(resultSchema, { target: 'draft-2020-12' });
  return z.toJSONSchema(configSchema, { target: 'draft-2020-12', io: 'input' });
}
