import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { UserError } from '../errors.ts';
import { digestOf } from './digest.ts';

/** A private key with the name of its public half. */
export interface SigningKey {
  readonly key: KeyObject;
  readonly id: string;
}

/** A public key with its name. */
export interface VerifyingKey {
  readonly key: KeyObject;
  readonly id: string;
}

/** A new ed25519 key pair as PEM (PKCS #8 and SubjectPublicKeyInfo). */
export function generateKeys(): {
  readonly privatePem: string;
  readonly publicPem: string;
  readonly id: string;
} {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    id: keyId(publicKey),
  };
}

/** @throws {UserError} `bad-key`; never quotes the key */
export function readSigningKey(pem: string, name: string): SigningKey {
  const key = readKey(() => createPrivateKey(pem), name, 'private');
  return { key, id: keyId(createPublicKey(key)) };
}

/** Takes a public key; of a private key Node would quietly make the public half. @throws {UserError} `bad-key` */
export function readVerifyingKey(pem: string, name: string): VerifyingKey {
  const key = readKey(
    () => {
      if (/PRIVATE KEY/.test(pem)) throw new Error('a private key');
      return createPublicKey(pem);
    },
    name,
    'public',
  );
  return { key, id: keyId(key) };
}

function readKey(read: () => KeyObject, name: string, half: 'private' | 'public'): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = read();
  } catch {
    // What OpenSSL says helps nobody here.
  }
  if (key?.asymmetricKeyType === 'ed25519' && key.type === half) return key;
  throw new UserError(
    'bad-key',
    `${name} is no ${half} ed25519 key in PEM without a password`,
    'Make a pair with `synthaudit keygen --out FOLDER`: the private half signs, the public half verifies.',
  );
}

/** SHA-256 of the public key's SubjectPublicKeyInfo. */
function keyId(publicKey: KeyObject): string {
  return digestOf(publicKey.export({ type: 'spki', format: 'der' })).sha256;
}
