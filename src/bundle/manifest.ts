/**
 * What binds the files of an output folder together: the hash of every input and output, and all that it takes to make
 * them again. It names files by their base names; it says nothing about the machine.
 */
import { z } from 'zod';
import { canonicalJson } from '../result/canonical-json.ts';
import { digestOf } from './digest.ts';

export const manifestName = 'manifest.json';
export const manifestVersion = '1.0';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const fileSchema = z.strictObject({ name: z.string(), sha256, bytes: z.number().int().nonnegative() });

export const inputRoles = [
  'train',
  'holdout',
  'candidate',
  'metadata',
  'canaries',
  'config',
  'policy',
  'result',
  'baseline',
] as const;

export const manifestInputSchema = fileSchema.extend({
  role: z.enum(inputRoles),
  /** The candidate's name in the result, or null. */
  candidate: z.string().nullable(),
  /** The parts, where a dataset is more than one file; `sha256` is then over their hashes, a line each. */
  files: z.array(fileSchema),
});

export const manifestSchema = z.strictObject({
  kind: z.literal('synthaudit-manifest'),
  schemaVersion: z.literal(manifestVersion),
  tool: z.strictObject({ name: z.string(), version: z.string(), runtime: z.string() }),
  command: z.enum(['audit', 'gate', 'compare', 'generations']),
  inputs: z.array(manifestInputSchema),
  outputs: z.array(fileSchema),
  /** The options that results depend on, without paths. */
  configuration: z.record(z.string(), z.json()),
  /** The hash is that of the policy in the result: over its canonical JSON, presets included. */
  policy: z.strictObject({ name: z.string(), sha256 }).nullable(),
  /** The day on which waivers were held against their expiry, as 2026-11-21; null where nothing was judged. */
  judgedOn: z.string().nullable(),
  seed: z.number().int().nullable(),
  /** `name@version` of every package that was installed to run it, sorted. */
  dependencies: z.array(z.string()),
  /** The command line, with base names in place of paths. */
  replay: z.string(),
  /** Over the canonical JSON of all entries above: accidents are seen without a signature, too. */
  sha256,
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestInput = z.infer<typeof manifestInputSchema>;
export type ManifestFile = z.infer<typeof fileSchema>;
/** What a run is told by, before its outputs are written. */
export type RunEvidence = Omit<Manifest, 'kind' | 'schemaVersion' | 'outputs' | 'replay' | 'sha256'>;

/** The manifest's text: canonical JSON, the same bytes for the same facts. */
export function manifestText(
  evidence: RunEvidence,
  outputs: readonly ManifestFile[],
  replay: string,
): string {
  const body: Omit<Manifest, 'sha256'> = {
    ...evidence,
    kind: 'synthaudit-manifest',
    schemaVersion: manifestVersion,
    outputs: [...outputs].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    replay,
  };
  return canonicalJson({ ...body, sha256: bodyHash(body) });
}

/**
 * Reads a manifest's bytes; null where they are not, byte for byte, what `manifestText` writes: another spelling of the
 * same facts is a changed file, too.
 */
export function readManifest(bytes: Uint8Array): Manifest | null {
  const document = parsedJson(bytes);
  const parsed = manifestSchema.safeParse(document);
  if (!parsed.success) return null;
  const { sha256: stated, ...body } = parsed.data;
  if (bodyHash(body) !== stated) return null;
  return sameBytes(bytes, canonicalJson(parsed.data)) ? parsed.data : null;
}

/** JSON of UTF-8 bytes; undefined where they are none. */
export function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

export function sameBytes(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(text, 'utf8').equals(bytes);
}

function bodyHash(body: Omit<Manifest, 'sha256'>): string {
  return digestOf(canonicalJson(body)).sha256;
}
