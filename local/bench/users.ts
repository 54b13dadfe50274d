/** What the authorizer costs a request: the check of a token's signature, and the whole answer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import { build } from 'esbuild';
import { KmsPublicKeys } from '../../lambdas/adapters/kms-public-keys';
import { KmsTokenIssuer } from '../../lambdas/adapters/kms-token-issuer';
import { KmsTokenVerifier } from '../../lambdas/adapters/kms-token-verifier';
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { tokenRealm } from '../../lambdas/adapters/token-form';
import { startSession } from '../../lambdas/core/users/sessions';
import type { handler as authorizeRequest } from '../../lambdas/users/authorize-request';
import { Kms } from '../kms/kms';
import { median } from './measure';

const keyId = '00000000-0000-4000-8000-000000000001';
const keyArn = `arn:aws:kms:us-east-1:000000000000:key/${keyId}`;
const now = Date.UTC(2026, 10, 22, 2);

export interface AuthorizerCost {
  /** Signature, claims and form of a token, with the key at hand. */
  readonly verifyMicroseconds: number;
  /** The same, the session read from memory, and the policy. */
  readonly authorizeMicroseconds: number;
  /** In a function that stays warm. */
  readonly kmsCalls: number;
  readonly requests: number;
}

/** Microseconds a request, the median of the rounds. */
export async function measureAuthorizer(rounds = 15, perRound = 200): Promise<AuthorizerCost> {
  const { tokens, store, token, calls } = await signedIn();
  const services = { store, tokens };
  const handler = await bundledAuthorizer();
  const authorize = handler.over(
    () => services,
    () => now,
  );
  const event = {
    methodArn: 'arn:aws:execute-api:us-east-1:000000000000:api/v1/GET/profile',
    httpMethod: 'GET',
    resource: '/profile',
    headers: { Authorization: `Bearer ${token}` },
  } as unknown as APIGatewayRequestAuthorizerEvent;
  const verify = async () => {
    if (!(await tokens.verify(token, now)).ok) throw new Error('the token was not accepted');
  };
  const answer = async () => {
    const { policyDocument } = await authorize(event, {} as Context);
    if (policyDocument.Statement[0]?.Effect !== 'Allow') throw new Error('it was not allowed');
  };
  await timed(answer, perRound);
  const before = calls();
  const verifying: number[] = [];
  const authorizing: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    verifying.push(await timed(verify, perRound));
    authorizing.push(await timed(answer, perRound));
  }
  return {
    verifyMicroseconds: Number(median(verifying).toFixed(1)),
    authorizeMicroseconds: Number(median(authorizing).toFixed(1)),
    kmsCalls: calls() - before,
    requests: 2 * rounds * perRound,
  };
}

/** Microseconds a job takes, one after the other. */
async function timed(job: () => Promise<void>, jobs: number): Promise<number> {
  const started = process.hrtime.bigint();
  for (let index = 0; index < jobs; index += 1) await job();
  return Number(process.hrtime.bigint() - started) / 1_000 / jobs;
}

/** As it is deployed, from one file. */
async function bundledAuthorizer(): Promise<typeof authorizeRequest> {
  const folder = mkdtempSync(join(tmpdir(), 'sunlend-bench-'));
  const outfile = join(folder, 'index.js');
  await build({
    entryPoints: [join(__dirname, '../../lambdas/users/authorize-request.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  const { handler } = require(outfile);
  rmSync(folder, { recursive: true });
  return handler;
}

async function signedIn() {
  const { client, calls } = countedKms();
  const realm = tokenRealm('bench');
  const tokens = new KmsTokenVerifier({
    keys: new KmsPublicKeys({ kms: client, keyArns: [keyArn] }),
    realm,
  });
  const store = new MemoryStore({ now: () => now });
  const { session, change } = startSession(
    { subject: { id: 'cus_bench', role: 'borrower' }, factor: 'sms', deviceId: 'device-1' },
    now,
    (bytes) => new Uint8Array(bytes).fill(7),
  );
  await store.commit([change]);
  const issuer = new KmsTokenIssuer({ kms: client, keyArn, realm });
  return { tokens, store, token: await issuer.issue(session, 'tok_1', now), calls };
}

/** The laptop's KMS without the network between. */
function countedKms() {
  const kms = new Kms([{ keyId, arn: keyArn, aliases: [], ...p256 }], {
    load: () => ({}),
    save() {},
  });
  let calls = 0;
  const send = async (command: { readonly input: Record<string, unknown> }) => {
    calls += 1;
    const action = command.constructor.name.replace(/Command$/, '');
    const input = Object.fromEntries(
      Object.entries(command.input).map(([name, value]) => [
        name,
        value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
      ]),
    );
    const answer = await kms.call({ action, input, principal: { roleId: 'operator' } });
    return Object.fromEntries(
      Object.entries(answer).map(([name, value]) => [
        name,
        ['Signature', 'PublicKey'].includes(name) ? Buffer.from(String(value), 'base64') : value,
      ]),
    );
  };
  return { client: { send } as unknown as KMSClient, calls: () => calls };
}

const p256 = { keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' } as const;
