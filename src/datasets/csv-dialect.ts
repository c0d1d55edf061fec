import { isUtf8 } from 'node:buffer';
import { UserError } from '../errors.ts';
import { csvRecords } from './csv-records.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** How a CSV file is written, learnt from its beginning. */
export interface CsvDialect {
  readonly delimiter: string;
  /** `"` where quotes are doubled, `\` where they are escaped. */
  readonly escape: '"' | '\\';
  readonly header: readonly string[];
}

const likelyDelimiters = [',', ';', '\t', '|'];
const rareDelimiters = ['\u0001', '\u001f', '~', '^'];
const mostRecords = 500;

/**
 * The delimiter that cuts the header into several cells and most of the records into as many; among equals the one
 * with more cells. A file of one column has none, so it gets a delimiter that does not occur in it.
 */
export function detectDialect(sample: string, complete: boolean): CsvDialect {
  const text = sample.replace(/^\uFEFF/, '');
  // Marks differ only where a text has either of them; without its delimiter, every record is one cell.
  const isMarked = text.includes('""') || text.includes('\\');
  const candidates = [...likelyDelimiters, ...rareDelimiters].flatMap((delimiter) => {
    const limit = text.includes(delimiter) ? mostRecords : 1;
    const read = (mark: '"' | '\\') => {
      const records = csvRecords(text, delimiter, { limit, complete, escape: mark });
      const header = records[0] ?? [];
      const agreeing = records.filter((record) => record.length === header.length).length;
      return { delimiter, escape: mark, header, agreement: agreeing / Math.max(1, records.length) };
    };
    return isMarked ? [read('"'), read('\\')] : [read('"')];
  });
  const several = candidates.filter(
    ({ header, delimiter, agreement }) =>
      header.length > 1 && (likelyDelimiters.includes(delimiter) || agreement === 1),
  );
  // Ties stay with the earlier candidate: the comma, and doubled quotes.
  several.sort((a, b) => b.agreement - a.agreement || b.header.length - a.header.length);
  if (several[0]) return several[0];
  const single = candidates.find(({ header, agreement }) => header.length === 1 && agreement === 1);
  return single ?? candidates[0]!;
}

/** The encoding of a text by its byte-order mark, its zero bytes and its validity as UTF-8. */
export function detectEncoding(sample: Buffer, fileName: string): TextEncoding {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const zeros = zeroBytes(sample);
  const half = sample.length / 2;
  if (zeros.odd > 0.4 * half && zeros.even < 0.1 * half) return 'utf-16le';
  if (zeros.even > 0.4 * half && zeros.odd < 0.1 * half) return 'utf-16be';
  const controls = controlBytes(sample);
  if (zeros.odd + zeros.even > 0 || controls > 0.01 * sample.length + 1) throw unreadableEncoding(fileName);
  return isUtf8(wholeLines(sample)) ? 'utf-8' : 'windows-1252';
}

export function unreadableEncoding(fileName: string): UserError {
  return new UserError(
    'unreadable-encoding',
    `${fileName} is not readable text`,
    'Save it as UTF-8, or give Parquet or JSON with the right file name extension.',
  );
}

function zeroBytes(sample: Buffer): { even: number; odd: number } {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < sample.length; i++) {
    if (sample[i] !== 0) continue;
    if (i % 2 === 0) even++;
    else odd++;
  }
  return { even, odd };
}

/** Bytes below the space that no text file has, apart from the rare delimiters. */
function controlBytes(sample: Buffer): number {
  let count = 0;
  for (const byte of sample) {
    if (byte < 0x20 && ![0x01, 0x09, 0x0a, 0x0c, 0x0d, 0x1f].includes(byte)) count++;
  }
  return count;
}

/** Without the last line, which may end within a character. */
function wholeLines(sample: Buffer): Buffer {
  const end = sample.lastIndexOf(0x0a);
  return end > 0 && end < sample.length - 1 ? sample.subarray(0, end + 1) : sample;
}
