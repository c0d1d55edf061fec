/**
 * Records of a CSV text (RFC 4180: quotes, doubled quotes, line breaks within quotes), for headers and dialect
 * detection only: whole files are DuckDB's work. A last record that the text cuts off is left out unless `complete`.
 */
export function csvRecords(
  text: string,
  delimiter: string,
  options: { limit: number; complete: boolean; escape: '"' | '\\' },
): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let quoted = false;
  let atStart = true;
  const endRecord = () => {
    record.push(cell);
    // Blank lines are no records.
    if (record.length > 1 || cell !== '') records.push(record);
    record = [];
    cell = '';
    atStart = true;
  };
  for (let i = 0; i < text.length && records.length < options.limit; i++) {
    const char = text[i]!;
    if (quoted) {
      const escaped = char === options.escape && (text[i + 1] === '"' || text[i + 1] === options.escape);
      if (escaped) cell += text[++i];
      else if (char === '"') quoted = false;
      else {
        const from = i;
        while (i + 1 < text.length && text[i + 1] !== '"' && text[i + 1] !== options.escape) i++;
        cell += text.slice(from, i + 1);
      }
    } else if (char === '"' && atStart) {
      quoted = true;
      atStart = false;
    } else if (char === delimiter) {
      record.push(cell);
      cell = '';
      atStart = true;
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[i + 1] === '\n') i++;
      endRecord();
    } else {
      const from = i;
      while (i + 1 < text.length && !isEnd(text[i + 1] as string, delimiter)) i++;
      cell += text.slice(from, i + 1);
      atStart = false;
    }
  }
  if (options.complete && records.length < options.limit && (record.length > 0 || cell !== '')) endRecord();
  return records;
}

function isEnd(char: string, delimiter: string): boolean {
  return char === delimiter || char === '\n' || char === '\r';
}
