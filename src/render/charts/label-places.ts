/**
 * Where labels stand on an axis from 0 to 1: dates (2026, 2026-03 or 2026-03-31, all alike and ascending) by the time
 * between them, anything else evenly.
 */
export function labelPlaces(labels: readonly string[]): readonly number[] {
  const days = labels.map(dayOf);
  const isTime =
    labels.length > 2 &&
    labels.every(
      (text, index) =>
        text.length === labels[0]?.length &&
        !Number.isNaN(days[index]) &&
        (index === 0 || (days[index] as number) > (days[index - 1] as number)),
    );
  const [first, last] = isTime ? [days[0] as number, days.at(-1) as number] : [0, labels.length - 1];
  return labels.map(
    (_, index) => ((isTime ? (days[index] as number) : index) - first) / Math.max(1, last - first),
  );
}

/** Milliseconds since 1970; NaN where the text is no date. */
function dayOf(text: string): number {
  if (!/^(19|20)\d{2}(-\d{2}){0,2}$/.test(text)) return Number.NaN;
  const time = Date.parse(`${text}${'-01'.repeat((10 - text.length) / 3)}T00:00:00Z`);
  // The calendar's own days only: 2026-02-30 would be read as the second of March.
  return new Date(time).toJSON()?.startsWith(text) ? time : Number.NaN;
}
