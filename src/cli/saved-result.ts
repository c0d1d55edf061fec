import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { type ResultDocument, resultSchema, schemaVersion } from '../result/document.ts';

/** Reads a result.json that a command has written. @throws {UserError} `file-not-found`, `bad-result` */
export async function readResult(path: string): Promise<ResultDocument> {
  const source = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const fact = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.code})`;
    throw new UserError('file-not-found', `${path} ${fact}`, 'Give the result.json of an audit.');
  });
  const name = basename(path);
  let document: unknown;
  try {
    document = JSON.parse(source);
  } catch {
    throw new UserError('bad-result', `${name} is no JSON`, 'Give the result.json of an audit.');
  }
  const version = (document as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== schemaVersion) {
    throw new UserError(
      'bad-result',
      typeof version === 'string'
        ? `${name} has schema version ${version}, and this version reads ${schemaVersion}`
        : `${name} is no result of an audit`,
      typeof version === 'string' ? 'Run the audit again.' : 'Give the result.json of an audit.',
    );
  }
  const parsed = resultSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(
    'bad-result',
    `${name} is not as an audit writes it: ${issue?.path.map(String).join('.')}: ${issue?.message}`,
    'Run the audit again; a result must not be edited.',
  );
}
