import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BundleContent, checkBundle } from '../../src/bundle/check-bundle.ts';
import { digestOf } from '../../src/bundle/digest.ts';
import { envelopeName, payloadType, sealManifest } from '../../src/bundle/envelope.ts';
import { generateKeys, readSigningKey, readVerifyingKey } from '../../src/bundle/keys.ts';
import { manifestName, manifestText, type RunEvidence, readManifest } from '../../src/bundle/manifest.ts';
import { replayCommand } from '../../src/bundle/replay-command.ts';

const evidence: RunEvidence = {
  tool: { name: 'synthaudit', version: '0.1.0', runtime: 'v20.19.0' },
  command: 'audit',
  inputs: [
    { role: 'train', candidate: null, name: 'train.csv', files: [], ...digestOf('a,b\n1,2\n') },
    { role: 'candidate', candidate: 'vendor b', name: 'it’s.csv', files: [], ...digestOf('a,b\n3,4\n') },
  ],
  configuration: { target: ['income', 'a b'], unit: null, seed: 1, preset: 'quick', skip: [] },
  policy: { name: 'house', sha256: digestOf('policy').sha256 },
  judgedOn: '2026-11-21',
  seed: 1,
  dependencies: ['zod@4.0.0'],
};
const { privatePem, publicPem, id } = generateKeys();
const key = readSigningKey(privatePem, 'key.pem');
const publicKey = readVerifyingKey(publicPem, 'pub.pem');

/** A folder by its files' bytes. */
type Files = Readonly<Record<string, Uint8Array>>;

function bundleOf(texts: Readonly<Record<string, string>>, signed: boolean): Files {
  const outputs = Object.entries(texts).map(([name, text]) => ({ name, ...digestOf(text) }));
  const manifest = manifestText(evidence, outputs, replayCommand(evidence));
  const all = {
    ...texts,
    [manifestName]: manifest,
    ...(signed ? { [envelopeName]: sealManifest(manifest, key) } : {}),
  };
  return Object.fromEntries(Object.entries(all).map(([name, text]) => [name, Buffer.from(text)]));
}

function contentOf({ [manifestName]: manifest, [envelopeName]: envelope, ...files }: Files): BundleContent {
  return {
    manifest: manifest ?? null,
    envelope: envelope ?? null,
    files: new Map(Object.entries(files).map(([name, bytes]) => [name, digestOf(bytes)])),
  };
}

const texts = { 'result.json': '{"a":1}\n', 'report.html': '<p>é</p>', 'empty.txt': '' };

describe('an untouched bundle', () => {
  test('is sound, signed or not, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[\w. -]{1,12}$/), fc.string()),
        fc.boolean(),
        (files, signed) => {
          delete files[manifestName];
          const { findings, signature } = checkBundle(
            contentOf(bundleOf(files, signed)),
            signed ? publicKey : null,
          );
          expect(findings).toEqual([]);
          expect(signature).toBe(signed ? 'good' : 'none');
        },
      ),
      { numRuns: 30 },
    );
  });

  test('says whose signature it claims where no key is given, and asks for one where one is', () => {
    expect(checkBundle(contentOf(bundleOf(texts, true)), null)).toMatchObject({
      findings: [],
      signature: 'unchecked',
      keyId: id,
    });
    expect(checkBundle(contentOf(bundleOf(texts, false)), publicKey).findings).toEqual([
      {
        file: envelopeName,
        problem: 'signature',
        text: `${envelopeName} is missing: the manifest is not signed`,
      },
    ]);
  });

  test('the same facts give the same bytes', () => {
    expect(bundleOf(texts, true)).toEqual(bundleOf(texts, true));
  });
});

describe('tampering', () => {
  const signed = bundleOf(texts, true);
  const unsigned = bundleOf(texts, false);

  test('any changed byte of any file is found, of the manifest and its signature too', () => {
    const places = Object.entries(signed).flatMap(([name, { length }]) =>
      Array.from({ length }, (_, at) => ({ name, at })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.integer({ min: 1, max: 255 }), ({ name, at }, mask) => {
        const { findings } = checkBundle(contentOf(flipped(signed, name, at, mask)), publicKey);
        expect(findings).not.toEqual([]);
        expect(findings.some(({ file }) => file === name || file === envelopeName)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('without a signature any changed byte is found by the hashes alone', () => {
    for (const [name, { length }] of Object.entries(unsigned)) {
      for (let at = 0; at < length; at++) {
        for (const mask of [1, 0x20, 0x80]) {
          const { findings } = checkBundle(contentOf(flipped(unsigned, name, at, mask)), null);
          expect(findings.map(({ file, problem }) => [file, problem])).toEqual([[name, 'changed']]);
        }
      }
    }
  });

  test('bytes added or taken away are found', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(signed)),
        fc.uint8Array({ minLength: 1, maxLength: 4 }),
        fc.nat(),
        fc.boolean(),
        (name, added, place, isCut) => {
          const bytes = Buffer.from(signed[name]!);
          const at = place % (bytes.length + 1);
          const changed = isCut
            ? bytes.subarray(0, Math.min(at, Math.max(0, bytes.length - 1)))
            : Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
          if (changed.equals(bytes)) return;
          expect(checkBundle(contentOf({ ...signed, [name]: changed }), publicKey).findings).not.toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a missing file, an extra file and a link are each named', () => {
    const { 'report.html': _, ...rest } = signed;
    const content = contentOf({ ...rest, 'old.xml': Buffer.from('<x/>') });
    const linked = { ...content, files: new Map(content.files).set('result.json', null) };
    expect(checkBundle(linked, publicKey).findings).toEqual([
      { file: 'report.html', problem: 'missing', text: 'report.html is missing' },
      { file: 'result.json', problem: 'changed', text: 'result.json is no plain file' },
      { file: 'old.xml', problem: 'extra', text: 'old.xml is not in the manifest' },
    ]);
  });

  test('without a manifest nothing is verified', () => {
    const { [manifestName]: _, ...rest } = signed;
    expect(
      checkBundle(contentOf(rest), publicKey).findings.map(({ file, problem }) => [file, problem]),
    ).toEqual([[manifestName, 'missing']]);
  });

  test('another key’s signature is foreign, though all else is right', () => {
    const other = generateKeys();
    const manifest = Buffer.from(signed[manifestName]!).toString();
    const foreign = sealManifest(manifest, readSigningKey(other.privatePem, 'other.pem'));
    const check = (envelope: string) =>
      checkBundle(contentOf({ ...signed, [envelopeName]: Buffer.from(envelope) }), publicKey).findings;
    expect(check(foreign)[0]?.text).toContain('is signed with another key');
    // The foreign signature under the name of the right key.
    expect(check(foreign.replace(other.id, id))[0]?.text).toContain('a signature that the key did not make');
  });

  test('a manifest that was written anew with the right hashes does not pass for the signed one', () => {
    const forged = bundleOf({ ...texts, 'result.json': '{"a":2}\n' }, false);
    const bundle = contentOf({ ...forged, [envelopeName]: signed[envelopeName]! });
    for (const given of [publicKey, null])
      expect(checkBundle(bundle, given).findings[0]?.text).toContain('holds another manifest');
  });

  test('another spelling of the same manifest is a change', () => {
    const text = Buffer.from(unsigned[manifestName]!).toString();
    expect(readManifest(Buffer.from(text))).not.toBeNull();
    for (const other of [
      `\ufeff${text}`,
      text.trimEnd(),
      JSON.stringify(JSON.parse(text)),
      text.replace('é', 'e\u0301'),
    ]) {
      if (other !== text) expect(readManifest(Buffer.from(other))).toBeNull();
    }
  });
});

describe('keys and envelopes', () => {
  test('the envelope is DSSE: an independent check of its signature agrees', async () => {
    const envelope = JSON.parse(Buffer.from(bundleOf(texts, true)[envelopeName]!).toString());
    const body = Buffer.from(envelope.payload, 'base64');
    const der = Buffer.from(publicPem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    const imported = await crypto.subtle.importKey('spki', der, 'Ed25519', false, ['verify']);
    const encoded = Buffer.concat([
      Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `),
      body,
    ]);
    const signature = Buffer.from(envelope.signatures[0].sig, 'base64');
    expect(envelope.payloadType).toBe(payloadType);
    expect(await crypto.subtle.verify('Ed25519', imported, signature, encoded)).toBe(true);
  });

  test.each([
    ['the public half to sign', () => readSigningKey(publicPem, 'x.pem'), 'x.pem is no private ed25519 key'],
    [
      'the private half to verify',
      () => readVerifyingKey(privatePem, 'x.pem'),
      'x.pem is no public ed25519 key',
    ],
    ['no key', () => readSigningKey('hello', 'x.pem'), 'x.pem is no private'],
    ['no key to verify', () => readVerifyingKey('', 'x.pem'), 'x.pem is no public'],
  ])('%s is refused, and nothing of it quoted', (_, read, message) => {
    expect(read).toThrow(message);
    expect(read).not.toThrow(/BEGIN|hello/);
  });
});

test('the replay command quotes what a shell would read', () => {
  expect(replayCommand(evidence)).toBe(
    [
      'synthaudit audit',
      '--train train.csv',
      `--synthetic 'vendor b'='it’s.csv'`,
      '--target income',
      `--target 'a b'`,
      '--seed 1',
      '--preset quick',
    ].join(' \\\n  '),
  );
});

function flipped(files: Files, name: string, at: number, mask: number): Files {
  const bytes = Buffer.from(files[name]!);
  bytes[at] = bytes[at]! ^ mask;
  return { ...files, [name]: bytes };
}
