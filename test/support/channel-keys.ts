/** Keys and certificates of invented merchants and banks, made anew for every run. */
import 'reflect-metadata';
import { generateKeyPairSync, type KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const text = (key: KeyObject, type: 'spki' | 'pkcs8'): string =>
  key.export({ type, format: 'pem' } as { type: 'spki'; format: 'pem' }).toString();

/** PEM. */
export function rsaKeys(): { readonly publicKey: string; readonly privateKey: string } {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { publicKey: text(pair.publicKey, 'spki'), privateKey: text(pair.privateKey, 'pkcs8') };
}

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface MutualTls {
  readonly authority: string;
  readonly server: Certificate;
  readonly client: Certificate;
  /** Of an authority that nobody trusts. */
  readonly strangeClient: Certificate;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** An authority, a server on localhost and its client. */
export async function mutualTls(): Promise<MutualTls> {
  x509.cryptoProvider.set(webcrypto as never);
  const ours = await authority('CN=Test authority');
  const strange = await authority('CN=Strange authority');
  return {
    authority: ours.cert.toString('pem'),
    server: await certified(ours, 'CN=localhost'),
    client: await certified(ours, 'CN=lender'),
    strangeClient: await certified(strange, 'CN=lender'),
  };
}

interface Authority {
  readonly cert: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

const validity = () => ({
  notBefore: new Date(Date.now() - 86_400_000),
  notAfter: new Date(Date.now() + 86_400_000),
});

async function authority(name: string): Promise<Authority> {
  const keys = await newKeys();
  const extensions = [new x509.BasicConstraintsExtension(true)];
  const signing = { name, keys, signingAlgorithm: algorithm, extensions, ...validity() };
  return { cert: await x509.X509CertificateGenerator.createSelfSigned(signing), keys };
}

async function certified(issuer: Authority, subject: string): Promise<Certificate> {
  const keys = await newKeys();
  const cert = await x509.X509CertificateGenerator.create({
    subject,
    issuer: issuer.cert.subject,
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
    ...validity(),
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64')}\n-----END PRIVATE KEY-----`;
  return { cert: cert.toString('pem'), key };
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]) as Promise<webcrypto.CryptoKeyPair>;
