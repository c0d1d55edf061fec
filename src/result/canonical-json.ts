/**
 * JSON with sorted keys and two-space indentation: equal documents are equal byte for byte.
 * Throws a TypeError for what JSON cannot say (NaN, infinities, undefined), instead of writing null.
 */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(sorted(value, '$'), null, 2)}\n`;
}

function sorted(value: unknown, path: string): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return Object.is(value, -0) ? 0 : value;
    throw new TypeError(`${path} is ${value}, which JSON cannot hold`);
  }
  if (Array.isArray(value)) return value.map((item, index) => sorted(item, `${path}[${index}]`));
  if (typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    // A null prototype keeps a column named __proto__ an ordinary key.
    const object: Record<string, unknown> = Object.create(null);
    for (const [key, item] of entries) object[key] = sorted(item, `${path}.${key}`);
    return object;
  }
  throw new TypeError(`${path} is ${typeof value}, which JSON cannot hold`);
}
