import { createReadStream } from 'node:fs';
import { relative, sep } from 'node:path';
import { type Digest, digestOf, digestOfStream } from '../bundle/digest.ts';
import { envelopeName, sealManifest } from '../bundle/envelope.ts';
import type { SigningKey } from '../bundle/keys.ts';
import { type ManifestInput, manifestName, manifestText, type RunEvidence } from '../bundle/manifest.ts';
import { replayCommand } from '../bundle/replay-command.ts';
import { baseName } from '../run/candidate-names.ts';
import { version } from '../version.ts';
import { installedPackages } from './installed-packages.ts';
import { writeFiles } from './output-folder.ts';

/** What a run was made of: the manifest's part that the command knows. */
export type RunFacts = Omit<RunEvidence, 'tool' | 'dependencies'>;

/**
 * The one door by which outputs reach their folder: with them goes `manifest.json`, last, which binds them to their
 * inputs; with a key its signed envelope, too. `written` are files in the folder that were written before.
 *
 * @throws {UserError} `cannot-write`
 */
export async function writeBundle(
  folder: string,
  files: Readonly<Record<string, string>>,
  facts: RunFacts,
  { key = null, written = [] }: { readonly key?: SigningKey | null; readonly written?: readonly string[] },
): Promise<void> {
  const outputs = Object.entries(files).map(([name, text]) => ({ name, ...digestOf(text) }));
  for (const path of written) {
    const name = relative(folder, path).split(sep).join('/');
    if (!name.startsWith('../')) outputs.push({ name, ...(await digestOfStream(createReadStream(path))) });
  }
  const evidence: RunEvidence = {
    ...facts,
    tool: { name: 'synthaudit', version, runtime: process.version },
    dependencies: installedPackages(),
  };
  const manifest = manifestText(evidence, outputs, replayCommand(evidence));
  const envelope = key === null ? {} : { [envelopeName]: sealManifest(manifest, key) };
  // While files are changing there is no manifest, so that an old one never vouches for new files.
  writeFiles(folder, { ...files, ...envelope, [manifestName]: manifest }, [manifestName, envelopeName]);
}

/** An input that is one file, which has been read before. */
export async function fileInput(role: ManifestInput['role'], path: string): Promise<ManifestInput> {
  return inputOf(role, baseName(path), await digestOfStream(createReadStream(path)));
}

function inputOf(role: ManifestInput['role'], name: string, { sha256, bytes }: Digest): ManifestInput {
  return { role, candidate: null, name, files: [], sha256, bytes };
}
