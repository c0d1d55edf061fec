import type { ResultDocument } from '../result/document.ts';

/**
 * Where two results differ apart from what their schema names volatile, as paths (`$.candidates.a.verdict`), in the
 * order of the first and at most so many. Empty where they say the same.
 */
export function differences(first: ResultDocument, second: ResultDocument, most = 20): string[] {
  const paths: string[] = [];
  compare(settled(first), settled(second), '$', paths, most);
  return paths;
}

function settled({ run: { volatile: _, ...run }, ...result }: ResultDocument): object {
  return { ...result, run };
}

function compare(a: unknown, b: unknown, path: string, paths: string[], most: number): void {
  if (paths.length >= most || Object.is(a, b)) return;
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) {
    paths.push(path);
    return;
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) {
    const place = Array.isArray(a) ? `${path}[${key}]` : `${path}.${key}`;
    if (Object.hasOwn(a, key) && Object.hasOwn(b, key)) {
      compare((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], place, paths, most);
    } else if (paths.length < most) {
      paths.push(place);
    }
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
