import type { CandidatePath } from './request.ts';

/** A candidate with the name that the report shows and the unique slug that machines address it by. */
export interface NamedCandidate {
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

/** Names come from the request or the file; a slug that is taken gets `-2`, `-3`, … */
export function nameCandidates(candidates: readonly CandidatePath[]): NamedCandidate[] {
  const taken = new Set<string>();
  return candidates.map(({ name: given, path }) => {
    const name = given ?? stemOf(path);
    const slug = slugOf(name);
    let id = slug;
    for (let next = 2; taken.has(id); next++) id = `${slug}-${next}`;
    taken.add(id);
    return { id, name: id === slug ? name : `${name} (${id.slice(slug.length + 1)})`, path };
  });
}

/** What a file, folder or glob is called without the way to it, as messages name it. */
export function baseName(path: string): string {
  const segments = path.replace(/[\\/]+$/, '').split(/[\\/]/);
  return segments.pop() || path;
}

/** The base name without what says the format, as the report names it. */
export function stemOf(path: string): string {
  const base = baseName(path);
  const stem = base.replace(
    /(\.(csv|tsv|tab|txt|psv|dat|parquet|pq|json|ndjson|jsonl|gz|gzip|zst|zstd))+$/i,
    '',
  );
  return stem === '' ? base : stem;
}

function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'candidate' : slug;
}
