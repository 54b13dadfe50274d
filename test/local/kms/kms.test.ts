import { createHash, createPublicKey, verify as verifyMessage } from 'node:crypto';
import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
  VerifyCommand,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { type Cloud, startCloud } from '../../../local/cloud/cloud';
import { clientOf } from '../support/clients';
import { type SmallStage, synthesizeSmallStage } from '../support/small-stage';

let stage: SmallStage;
let cloud: Cloud;
let kms: KMSClient;
const text = (value: string) => new TextEncoder().encode(value);

beforeAll(async () => {
  stage = synthesizeSmallStage();
  cloud = await startCloud({ ...stage, stage: 'dev' });
  kms = clientOf(KMSClient, cloud);
});
afterAll(async () => {
  kms.destroy();
  await cloud.close();
  stage.remove();
});

describe('a symmetric key', () => {
  it('opens a ciphertext without being told which key made it', async () => {
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId: keyOf(0), Plaintext: text('secret') }),
    );
    const { Plaintext, KeyId } = await kms.send(new DecryptCommand({ CiphertextBlob }));

    expect(Buffer.from(Plaintext ?? []).toString()).toBe('secret');
    expect(KeyId).toBe(keyOf(0));
  });

  it('opens a data key only under the encryption context it was made with', async () => {
    const EncryptionContext = { table: 'users', branch: '7' };
    const { CiphertextBlob, Plaintext } = await kms.send(
      new GenerateDataKeyCommand({ KeyId: keyOf(1), KeySpec: 'AES_256', EncryptionContext }),
    );
    const open = (context: Record<string, string>) =>
      kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context }));

    expect(Plaintext).toHaveLength(32);
    expect((await open({ branch: '7', table: 'users' })).Plaintext).toEqual(Plaintext);
    await expect(open({ table: 'users', branch: '8' })).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidCiphertextException' }),
    );
    await expect(open({})).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidCiphertextException' }),
    );
  });

  it('refuses a changed ciphertext, and one of another key', async () => {
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId: 'alias/small/data', Plaintext: text('secret') }),
    );
    const changed = Uint8Array.from(CiphertextBlob ?? []);
    changed[changed.length - 1]! ^= 1;

    await expect(kms.send(new DecryptCommand({ CiphertextBlob: changed }))).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidCiphertextException' }),
    );
    await expect(kms.send(new DecryptCommand({ CiphertextBlob, KeyId: keyOf(1) }))).rejects.toThrow(
      expect.objectContaining({ name: 'IncorrectKeyException' }),
    );
  });

  it('does nothing that is not its purpose, and is found only if it exists', async () => {
    const sign = (KeyId: string) =>
      kms.send(new SignCommand({ KeyId, Message: text('a'), SigningAlgorithm: 'ECDSA_SHA_256' }));

    await expect(sign(keyOf(0))).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidKeyUsageException' }),
    );
    await expect(sign('alias/nowhere')).rejects.toThrow(
      expect.objectContaining({ name: 'NotFoundException' }),
    );
  });
});

describe('an HMAC key', () => {
  it('gives a message the same full-length code every time, and verifies it', async () => {
    const input = { KeyId: keyOf(2), MacAlgorithm: 'HMAC_SHA_256' } as const;
    const macOf = async (message: string) =>
      (await kms.send(new GenerateMacCommand({ ...input, Message: text(message) }))).Mac;
    const Mac = await macOf('13800000001');
    const check = (message: string) =>
      kms.send(new VerifyMacCommand({ ...input, Mac, Message: text(message) }));

    expect(Mac).toHaveLength(32);
    expect(await macOf('13800000001')).toEqual(Mac);
    expect(await macOf('13800000002')).not.toEqual(Mac);
    expect((await check('13800000001')).MacValid).toBe(true);
    await expect(check('13800000002')).rejects.toThrow(
      expect.objectContaining({ name: 'KMSInvalidMacException' }),
    );
  });
});

describe('a P-256 key', () => {
  it.each(['RAW', 'DIGEST'] as const)('signs what its public key verifies (%s)', async (type) => {
    const message = text('header.payload');
    const digest = createHash('sha256').update(message).digest();
    const input = {
      KeyId: keyOf(3),
      SigningAlgorithm: 'ECDSA_SHA_256',
      MessageType: type,
      Message: type === 'RAW' ? message : digest,
    } as const;
    const { Signature } = await kms.send(new SignCommand(input));
    const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyOf(3) }));

    const key = createPublicKey({
      key: Buffer.from(PublicKey ?? []),
      format: 'der',
      type: 'spki',
    });
    expect(verifyMessage('sha256', message, key, Signature ?? new Uint8Array())).toBe(true);
    expect((await kms.send(new VerifyCommand({ ...input, Signature }))).SignatureValid).toBe(true);

    const Message = type === 'RAW' ? text('other') : createHash('sha256').update('other').digest();
    await expect(kms.send(new VerifyCommand({ ...input, Message, Signature }))).rejects.toThrow(
      expect.objectContaining({ name: 'KMSInvalidSignatureException' }),
    );
  });
});

const keyOf = (position: number) => cloud.deployment.keys[position]?.arn ?? '';
