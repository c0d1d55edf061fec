import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import { validateXML } from 'xmllint-wasm';

const folder = new URL('./schemas/', import.meta.url);
const load = createRequire(import.meta.url);

/** What the SARIF 2.1.0 schema has against a log; empty where it is valid. */
export function sarifErrors(log: unknown): string[] {
  const validate = sarifValidator();
  if (validate(log)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** What the JUnit schema has against a report; empty where it is valid. */
export async function junitErrors(xml: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: { fileName: 'junit.xml', contents: xml },
    schema: [readFileSync(new URL('junit-10.xsd', folder), 'utf8')],
  });
  return errors.map(({ message }) => message);
}

let compiled: ValidateFunction | null = null;

function sarifValidator(): ValidateFunction {
  if (compiled) return compiled;
  // Both packages are CommonJS whose types know no default export under Node's own resolution.
  const { default: Ajv } = load('ajv-draft-04') as typeof import('ajv-draft-04');
  const addFormats = load('ajv-formats') as typeof import('ajv-formats').default;
  // Without Unicode mode: a pattern of the schema (a language's code) has a stray bracket.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv as never);
  compiled = ajv.compile(JSON.parse(readFileSync(new URL('sarif-2.1.0-rtm.5.json', folder), 'utf8')));
  return compiled;
}
