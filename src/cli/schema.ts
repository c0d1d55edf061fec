import { Argument, Command } from 'commander';
import { z } from 'zod';
import { manifestSchema } from '../bundle/manifest.ts';
import { policyFileSchema } from '../policy/policy.ts';
import { resultSchema } from '../result/document.ts';
import { configSchema } from './config.ts';

const documents = ['result', 'policy', 'config', 'manifest'] as const;

/** `synthaudit schema`: JSON Schema of what the tool reads and writes. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('print the JSON Schema of a document')
    .addArgument(new Argument('<document>').choices([...documents]))
    .action((document: (typeof documents)[number]) => {
      process.stdout.write(`${JSON.stringify(jsonSchemaOf(document), null, 2)}\n`);
    });
}

/** Draft 2020-12. */
export function jsonSchemaOf(document: (typeof documents)[number]): object {
  if (document === 'result') return z.toJSONSchema(resultSchema, { target: 'draft-2020-12' });
  if (document === 'manifest') return z.toJSONSchema(manifestSchema, { target: 'draft-2020-12' });
  return z.toJSONSchema(document === 'policy' ? policyFileSchema : configSchema, {
    target: 'draft-2020-12',
    io: 'input',
  });
}
