import type { Digest } from './digest.ts';
import { checkSeal, envelopeName } from './envelope.ts';
import type { VerifyingKey } from './keys.ts';
import { type Manifest, manifestName, readManifest } from './manifest.ts';

/** What lies in an output folder. */
export interface BundleContent {
  /** Null where there is no such file. */
  readonly manifest: Uint8Array | null;
  readonly envelope: Uint8Array | null;
  /** All other files by their names, with slashes beneath folders. Null for what is no plain file (a link). */
  readonly files: ReadonlyMap<string, Digest | null>;
}

export interface BundleFinding {
  readonly file: string;
  readonly problem: 'changed' | 'missing' | 'extra' | 'signature';
  readonly text: string;
}

export interface BundleCheck {
  readonly findings: readonly BundleFinding[];
  /** Null where it is missing or changed. */
  readonly manifest: Manifest | null;
  readonly signature: 'none' | 'unchecked' | 'good' | 'bad';
  /** SHA-256 of the public key that the envelope names; null without a signature that could be read. */
  readonly keyId: string | null;
}

/** Holds an output folder against its manifest and, where a key is given, the manifest against its signature. */
export function checkBundle(content: BundleContent, key: VerifyingKey | null): BundleCheck {
  if (content.manifest === null) {
    const finding = found(manifestName, 'missing', 'is missing: nothing here can be verified');
    return { findings: [finding], manifest: null, signature: 'none', keyId: null };
  }
  const manifest = readManifest(content.manifest);
  const seal = sealOf(content.envelope, content.manifest, key);
  const changed = found(manifestName, 'changed', 'is not as it was written');
  return {
    findings: [
      ...(manifest === null ? [changed] : fileFindings(manifest, content.files)),
      ...(seal.problem === null ? [] : [found(envelopeName, 'signature', seal.problem)]),
    ],
    manifest,
    signature: seal.state,
    keyId: seal.keyId,
  };
}

function sealOf(
  envelope: Uint8Array | null,
  manifest: Uint8Array,
  key: VerifyingKey | null,
): { state: BundleCheck['signature']; problem: string | null; keyId: string | null } {
  if (envelope === null) {
    const problem = key === null ? null : 'is missing: the manifest is not signed';
    return { state: key === null ? 'none' : 'bad', problem, keyId: null };
  }
  const seal = checkSeal(envelope, manifest, key);
  if (seal.state === 'bad') return { state: 'bad', problem: seal.problem, keyId: null };
  return { state: seal.state, problem: null, keyId: seal.keyId };
}

function fileFindings({ outputs }: Manifest, files: BundleContent['files']): BundleFinding[] {
  const listed = new Set(outputs.map(({ name }) => name));
  const known = outputs.flatMap(({ name, sha256, bytes }): BundleFinding[] => {
    const digest = files.get(name);
    if (digest === undefined) return [found(name, 'missing', 'is missing')];
    if (digest === null) return [found(name, 'changed', 'is no plain file')];
    if (digest.sha256 === sha256 && digest.bytes === bytes) return [];
    return [found(name, 'changed', 'was changed')];
  });
  const extra = [...files.keys()]
    .filter((name) => !listed.has(name))
    .sort()
    .map((name) => found(name, 'extra', 'is not in the manifest'));
  return [...known, ...extra];
}

function found(file: string, problem: BundleFinding['problem'], what: string): BundleFinding {
  return { file, problem, text: `${file} ${what}` };
}
