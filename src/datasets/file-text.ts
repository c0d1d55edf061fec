import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { UserError } from '../errors.ts';
import type { TextEncoding } from './csv-dialect.ts';
import type { FoundFile } from './source-files.ts';

/** The first bytes of a file, unpacked; `complete` where that is all of it. Not for zstd, which Node 20 cannot unpack. */
export async function readStart(
  file: FoundFile,
  maxBytes: number,
): Promise<{ bytes: Buffer; complete: boolean }> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of unpacked(file)) {
      parts.push(part);
      length += part.length;
      if (length > maxBytes) return { bytes: Buffer.concat(parts).subarray(0, maxBytes), complete: false };
    }
  } catch (cause) {
    throw brokenArchive(file, cause);
  }
  return { bytes: Buffer.concat(parts), complete: true };
}

/**
 * Writes the file's text as UTF-8 with `\n` between lines (line breaks within quotes stay), for encodings and mixtures
 * of line ends that DuckDB does not read.
 */
export async function writePlainCopy(
  file: FoundFile,
  encoding: TextEncoding,
  target: string,
  escapeMark: '"' | '\\',
): Promise<void> {
  async function* texts() {
    const decoder = new TextDecoder(encoding);
    const unify = lineEndUnifier(escapeMark);
    for await (const part of unpacked(file)) yield unify(decoder.decode(part, { stream: true }));
    yield unify(`${decoder.decode()}`, true);
  }
  try {
    await pipeline(Readable.from(texts()), createWriteStream(target, { mode: 0o600 }));
  } catch (cause) {
    throw brokenArchive(file, cause);
  }
}

function lineEndUnifier(escapeMark: '"' | '\\'): (text: string, last?: boolean) => string {
  let quoted = false;
  let held = '';
  return (text, last = false) => {
    const whole = held + text;
    // A trailing \r or escape needs the next character to be understood.
    const open = !last && /[\r\\]$/.test(whole);
    const part = open ? whole.slice(0, -1) : whole;
    held = open ? whole.slice(-1) : '';
    let result = '';
    for (let i = 0; i < part.length; i++) {
      const char = part[i]!;
      if (quoted && escapeMark === '\\' && char === '\\') {
        result += char + (part[++i] ?? '');
        continue;
      }
      if (char === '"') quoted = !quoted;
      if (char === '\r' && !quoted) {
        if (part[i + 1] === '\n') i++;
        result += '\n';
      } else result += char;
    }
    return result;
  };
}

async function* unpacked(file: FoundFile): AsyncGenerator<Buffer> {
  const raw = createReadStream(file.path, { highWaterMark: 1 << 18 });
  if (file.compression !== 'gzip') {
    yield* raw as AsyncIterable<Buffer>;
    return;
  }
  const gunzip = createGunzip();
  raw.on('error', (cause) => gunzip.destroy(cause));
  try {
    yield* raw.pipe(gunzip) as AsyncIterable<Buffer>;
  } finally {
    raw.destroy();
  }
}

function brokenArchive(file: FoundFile, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (!code?.startsWith('Z_')) return cause;
  return new UserError('unreadable-file', `${file.name} cannot be unpacked (${code})`, 'Check the archive.');
}
