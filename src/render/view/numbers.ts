import type { MeasureMeta } from '../../result/document.ts';

export type Unit = MeasureMeta['unit'];

const space = '\u00a0';
const minus = '\u2212';

/** A value in its unit: `33.7 %`, `0.931`, `24,421`. */
export function formatValue(value: number, unit: Unit): string {
  return withUnit(formatNumber(value, unit), unit);
}

/** An interval in its unit: `33.1–34.3 %`, `−0.2 to 0.4 %`. */
export function formatInterval(low: number, high: number, unit: Unit): string {
  const from = formatNumber(low, unit);
  const to = formatNumber(high, unit);
  return withUnit(low < 0 || high < 0 ? `${from} to ${to}` : `${from}–${to}`, unit);
}

/** `0.0–12.5 %`: like a share with one decimal, two where it is very small. */
export function formatPercent(share: number): string {
  return formatValue(share, 'share');
}

/** A share rounded down (`at least`) or up (`at most`) so that the words stay true. */
export function boundPercent(share: number, direction: 'down' | 'up'): string {
  const step = Math.abs(share) >= 0.1 ? 1 : Math.abs(share) >= 0.001 ? 10 : 100;
  const scaled = share * 100 * step;
  // A hair's breadth of floating point is not a reason to step down.
  const rounded = direction === 'down' ? Math.floor(scaled + 1e-9) : Math.ceil(scaled - 1e-9);
  return `${signed((rounded / step).toFixed(step === 1 ? 0 : step === 10 ? 1 : 2))}${space}%`;
}

export function formatCount(count: number): string {
  return signed(grouped(Number.isInteger(count) ? count.toFixed(0) : count.toFixed(1)));
}

export function formatPValue(value: number): string {
  return value < 0.001 ? 'p < 0.001' : `p = ${value.toFixed(3)}`;
}

/** `20 November 2026`, in universal time; the text itself where it is no date. */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const months =
    'January February March April May June July August September October November December'.split(' ');
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** A column's value at a bin edge: dates as days, or as months where one begins; numbers in few digits. */
export function formatEdge(value: number, scale: 'number' | 'date'): string {
  if (scale === 'number') return compact(value);
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return compact(value);
  const day = date.toISOString();
  return day.endsWith('-01T00:00:00.000Z') ? day.slice(0, 7) : day.slice(0, 10);
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes}${space}B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)}${space}kB`;
  return `${grouped((bytes / 1e6).toFixed(1))}${space}MB`;
}

export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 90) return `${seconds.toFixed(1)}${space}s`;
  return `${Math.floor(seconds / 60)}${space}min ${Math.round(seconds % 60)}${space}s`;
}

/** A number of unknown kind in about three significant digits. */
export function compact(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e9 || size < 1e-4) return signed(value.toExponential(1));
  if (size >= 1000) return signed(grouped(value.toFixed(0)));
  if (Number.isInteger(value)) return signed(value.toFixed(0));
  return signed(value.toFixed(size >= 100 ? 1 : size >= 1 ? 2 : 3));
}

function formatNumber(value: number, unit: Unit): string {
  switch (unit) {
    case 'share':
      return percentNumber(value);
    case 'count':
      return formatCount(value);
    case 'score':
    case 'ratio':
    case 'auc':
    case 'difference':
      return Math.abs(value) >= 1000 ? compact(value) : signed(value.toFixed(3));
    case 'distance':
    case 'number':
      return compact(value);
  }
}

function percentNumber(share: number): string {
  const percent = share * 100;
  const small = percent !== 0 && Math.abs(percent) < 0.1;
  return signed(grouped(percent.toFixed(small ? 2 : 1)));
}

function withUnit(text: string, unit: Unit): string {
  return unit === 'share' ? `${text}${space}%` : text;
}

function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const commas = whole.replace(/\B(?=(\d{3})+$)/gu, ',');
  return fraction === undefined ? commas : `${commas}.${fraction}`;
}

function signed(digits: string): string {
  if (!digits.startsWith('-')) return digits;
  // No negative zero: it would claim a direction that rounding took away.
  return /^-[0.,]*$/u.test(digits) ? digits.slice(1) : `${minus}${digits.slice(1)}`;
}
