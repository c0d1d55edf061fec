/** Reads a cell as epoch milliseconds, UTC; NaN where it is no date. */
export type DatetimeReader = (cell: string) => number;

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const dates = [
  '%Y-%m-%d',
  '%Y/%m/%d',
  '%Y.%m.%d',
  '%d/%m/%Y',
  '%m/%d/%Y',
  '%d.%m.%Y',
  '%d-%m-%Y',
  '%m-%d-%Y',
  '%d %b %Y',
  '%d %B %Y',
  '%d-%b-%Y',
  '%b %d, %Y',
  '%B %d, %Y',
  '%b %d %Y',
  '%d/%m/%y',
  '%m/%d/%y',
  '%d.%m.%y',
  '%d-%b-%y',
];
const times = ['', ' %H:%M:%S', 'T%H:%M:%S', ' %H:%M', 'T%H:%M', ' %I:%M:%S %p', ' %I:%M %p'];
const zones = ['', '%z'];

/** Formats that are looked for, likelier ones first: the day comes before the month where a column leaves it open. */
export const knownFormats: readonly string[] = dates.flatMap((date) =>
  times.flatMap((time) =>
    (time === '' ? [''] : zones).flatMap((zone) =>
      /%S$/.test(time) ? [`${date}${time}${zone}`, `${date}${time}.%f${zone}`] : [`${date}${time}${zone}`],
    ),
  ),
);

/** ISO 8601 in the basic form, only for columns that are known or named as dates: it looks like a number. */
export const compactFormats = ['%Y%m%d', '%Y%m%d%H%M%S'] as const;

/**
 * The reader for a strptime format. It is lenient where nothing is left open: numbers need no leading zeros, white
 * space around the cell is ignored, a time of day, its fraction and its zone may be there or not, and what is ISO 8601
 * is read whatever the format says.
 */
export function datetimeReader(format: string | null): DatetimeReader {
  const exact = format === null ? null : formatReader(format);
  const date = format === null ? null : formatReader(format.split(/[ T]%[HI]/)[0]!);
  const anyTime =
    format === null || /%[HI]/.test(format) ? [] : times.slice(1).map((t) => formatReader(format + t));
  const memory = new Map<string, number>();
  return (cell) => {
    const text = cell.trim();
    const known = memory.get(text);
    if (known !== undefined) return known;
    const value = firstNumber([exact, readIso, date, ...anyTime], text);
    if (memory.size < 100_000) memory.set(text, value);
    return value;
  };
}

/**
 * The one format that reads all of the cells, or all but `tolerated` of them; null where there is none.
 * Over the whole column, so that one 31/12/2020 tells days from months.
 */
export function detectFormat(
  cells: readonly string[],
  tolerated: (unread: readonly string[]) => boolean,
  formats: readonly string[] = knownFormats,
): string | null {
  if (cells.length === 0) return null;
  const trial = cells.slice(0, 50);
  for (const format of formats) {
    const read = formatReader(format);
    // A cheap look first: most formats fail on the first cell.
    if (trial.filter((cell) => Number.isNaN(read(cell.trim()))).length > trial.length / 2) continue;
    if (tolerated(cells.filter((cell) => Number.isNaN(read(cell.trim()))))) return format;
  }
  return null;
}

/** Strict in the order and the separators of a strptime format. */
export function formatReader(format: string): DatetimeReader {
  const fields: string[] = [];
  let source = '';
  for (let i = 0; i < format.length; i++) {
    const char = format[i]!;
    if (char !== '%') {
      source += /\s/.test(char) ? '\\s+' : char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
      continue;
    }
    let field = format[++i] ?? '%';
    // `%-d` and `%#d` are a day without its zero.
    if (field === '-' || field === '#') field = format[++i] ?? '';
    if (field === '%') source += '%';
    else {
      const expanded =
        field === 'T' ? ['H', ':', 'M', ':', 'S'] : field === 'F' ? ['Y', '-', 'm', '-', 'd'] : [field];
      for (const part of expanded) {
        source += fieldPatterns[part] ?? part;
        if (fieldPatterns[part]) fields.push(part);
      }
    }
  }
  const fixed = !/[^%YmdHMSf]/.test(format.replaceAll('%', ''));
  // Without separators the widths are all there is.
  if (fixed) source = source.replaceAll('\\d{1,2}', '\\d{2}');
  const pattern = new RegExp(`^${source}$`, 'i');
  return (cell) => {
    const match = pattern.exec(cell);
    return match ? instant(fields, match) : Number.NaN;
  };
}

const fieldPatterns: Record<string, string> = {
  Y: '(\\d{4})',
  y: '(\\d{2})',
  m: '(\\d{1,2})',
  d: '(\\d{1,2})',
  e: '(\\d{1,2})',
  H: '(\\d{1,2})',
  I: '(\\d{1,2})',
  M: '(\\d{1,2})',
  S: '(\\d{1,2})',
  f: '(\\d{1,9})',
  j: '(\\d{1,3})',
  b: '([a-z]{3})\\.?',
  B: '([a-z]{3,9})',
  a: '([a-z]{2,4})\\.?',
  A: '([a-z]{6,9})',
  p: '([ap]\\.?m\\.?)',
  z: '\\s*(z|utc|gmt|[+-]\\d{2}:?\\d{2}|[+-]\\d{2})',
  Z: '\\s*(z|utc|gmt|[+-]\\d{2}:?\\d{2}|[a-z]{3,5})',
};

const isoFormats = ['', 'T%H:%M', 'T%H:%M:%S', 'T%H:%M:%S.%f'].flatMap((time) =>
  [time, time.replace('T', ' ')].flatMap((t) =>
    t === '' ? ['%Y-%m-%d'] : [`%Y-%m-%d${t}`, `%Y-%m-%d${t}%z`],
  ),
);
const isoReaders = [...new Set(isoFormats)].map(formatReader);

function readIso(cell: string): number {
  return firstNumber(isoReaders, cell);
}

function firstNumber(readers: readonly (DatetimeReader | null)[], cell: string): number {
  for (const read of readers) {
    const value = read ? read(cell) : Number.NaN;
    if (!Number.isNaN(value)) return value;
  }
  return Number.NaN;
}

function instant(fields: readonly string[], match: RegExpExecArray): number {
  let year = 1970;
  let month = 1;
  let day = 1;
  let dayOfYear = 0;
  let hour = 0;
  let minute = 0;
  let second = 0;
  let milliseconds = 0;
  let zoneMinutes = 0;
  let afternoon: boolean | null = null;
  for (let i = 0; i < fields.length; i++) {
    const text = match[i + 1]!;
    const number = Number(text);
    switch (fields[i]) {
      case 'Y':
        year = number;
        break;
      case 'y':
        // POSIX: 69 to 99 are of the twentieth century.
        year = number + (number < 69 ? 2000 : 1900);
        break;
      case 'm':
        month = number;
        break;
      case 'b':
      case 'B':
        month = monthNames.indexOf(text.slice(0, 3).toLowerCase()) + 1;
        break;
      case 'd':
      case 'e':
        day = number;
        break;
      case 'j':
        dayOfYear = number;
        break;
      case 'H':
      case 'I':
        hour = number;
        break;
      case 'M':
        minute = number;
        break;
      case 'S':
        second = number;
        break;
      case 'f':
        milliseconds = Number(`0.${text}`) * 1000;
        break;
      case 'p':
        afternoon = /^p/i.test(text);
        break;
      case 'z':
      case 'Z':
        zoneMinutes = zoneOffset(text);
        break;
    }
  }
  if (afternoon !== null) {
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (afternoon ? 12 : 0);
  }
  if (month < 1 || day < 1 || hour > 24 || minute > 59 || second > 60 || Number.isNaN(zoneMinutes))
    return Number.NaN;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // The calendar rolls 31 February over into March; such a day does not exist.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN;
  if (dayOfYear > 0) date.setUTCFullYear(year, 0, dayOfYear);
  return date.getTime() + ((hour * 60 + minute - zoneMinutes) * 60 + second) * 1000 + milliseconds;
}

function zoneOffset(text: string): number {
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (!parts) return /^(z|utc|gmt)$/i.test(text) ? 0 : Number.NaN;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  return parts[1] === '-' ? -minutes : minutes;
}
