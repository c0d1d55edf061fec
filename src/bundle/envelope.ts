import { sign, verify } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../result/canonical-json.ts';
import type { SigningKey, VerifyingKey } from './keys.ts';
import { parsedJson, sameBytes } from './manifest.ts';

export const envelopeName = 'manifest.dsse.json';
export const payloadType = 'application/vnd.synthaudit.manifest+json';

/** DSSE, the envelope of in-toto and sigstore (secure-systems-lab, dsse, envelope.md v1). */
const envelopeSchema = z.strictObject({
  payloadType: z.literal(payloadType),
  payload: z.string(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.string() })).length(1),
});

/** The manifest in a signed envelope. Ed25519 is deterministic: the same manifest and key give the same bytes. */
export function sealManifest(manifest: string, { key, id }: SigningKey): string {
  const payload = Buffer.from(manifest, 'utf8');
  return envelopeText(payload, id, sign(null, preAuthenticationEncoding(payload), key));
}

export type Seal =
  /** Not checked, for want of a key; `keyId` is what the envelope claims. */
  | { readonly state: 'unchecked'; readonly keyId: string }
  | { readonly state: 'good'; readonly keyId: string }
  | { readonly state: 'bad'; readonly problem: string };

/** Holds an envelope against the manifest's bytes and, where there is one, a key. */
export function checkSeal(envelope: Uint8Array, manifest: Uint8Array, key: VerifyingKey | null): Seal {
  const parsed = envelopeSchema.safeParse(parsedJson(envelope));
  if (!parsed.success) return { state: 'bad', problem: 'is no envelope of a manifest' };
  const { payload, signatures } = parsed.data;
  const { keyid, sig } = signatures[0] as { keyid: string; sig: string };
  const [body, signature] = [Buffer.from(payload, 'base64'), Buffer.from(sig, 'base64')];
  // Base64 and JSON have several spellings of the same; only the one that is written counts as unchanged.
  if (!sameBytes(envelope, envelopeText(body, keyid, signature)))
    return { state: 'bad', problem: 'is not as it was written' };
  if (!body.equals(manifest)) return { state: 'bad', problem: 'holds another manifest than manifest.json' };
  if (key === null) return { state: 'unchecked', keyId: keyid };
  if (keyid !== key.id)
    return { state: 'bad', problem: `is signed with another key (${keyid.slice(0, 16)}…)` };
  if (!verify(null, preAuthenticationEncoding(body), key.key, signature))
    return { state: 'bad', problem: 'has a signature that the key did not make' };
  return { state: 'good', keyId: keyid };
}

function envelopeText(payload: Uint8Array, keyid: string, signature: Uint8Array): string {
  return canonicalJson({
    payloadType,
    payload: Buffer.from(payload).toString('base64'),
    signatures: [{ keyid, sig: Buffer.from(signature).toString('base64') }],
  });
}

/** DSSE's protocol.md: `DSSEv1`, then length and text of type and body, so that neither can pass for the other. */
function preAuthenticationEncoding(body: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${body.length} `;
  return Buffer.concat([Buffer.from(head, 'utf8'), body]);
}
