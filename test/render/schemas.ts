import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const folder = new URL('./schemas/', import.meta.url);

// The validators are CommonJS, whose types do not resolve under Node's own rules: what is used of them is typed here.
interface Validate {
  (document: unknown): boolean;
  readonly errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null;
}
type Ajv = new (options: object) => { compile(schema: object): Validate };
interface Xmllint {
  validateXML(of: {
    readonly xml: { readonly fileName: string; readonly contents: string };
    readonly schema: readonly string[];
  }): Promise<{ readonly errors: readonly { readonly message: string }[] }>;
}

const load = createRequire(import.meta.url) as (name: string) => unknown;

/** What the SARIF 2.1.0 schema has against a log; empty where it is valid. */
export function sarifErrors(log: unknown): string[] {
  const validate = sarifValidator();
  if (validate(log)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** What the JUnit schema has against a report; empty where it is valid. */
export async function junitErrors(xml: string): Promise<string[]> {
  const { validateXML } = load('xmllint-wasm') as Xmllint;
  const { errors } = await validateXML({
    xml: { fileName: 'junit.xml', contents: xml },
    schema: [readFileSync(new URL('junit-10.xsd', folder), 'utf8')],
  });
  return errors.map(({ message }) => message);
}

let compiled: Validate | null = null;

function sarifValidator(): Validate {
  if (compiled) return compiled;
  const { default: Draft4 } = load('ajv-draft-04') as { default: Ajv };
  const addFormats = load('ajv-formats') as (ajv: object) => void;
  // Without Unicode mode: a pattern of the schema (a language's code) has a stray bracket.
  const ajv = new Draft4({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  compiled = ajv.compile(JSON.parse(readFileSync(new URL('sarif-2.1.0-rtm.5.json', folder), 'utf8')));
  return compiled;
}
