/** The users capability in the test's process: real vault and tokens on a fake KMS, a set clock. */
import { randomBytes } from 'node:crypto';
import { KmsTokenIssuer } from '../../lambdas/adapters/kms-token-issuer';
import { KmsTokenVerifier } from '../../lambdas/adapters/kms-token-verifier';
import { KmsVault } from '../../lambdas/adapters/kms-vault';
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { tokenRealm } from '../../lambdas/adapters/token-form';
import type { Randomness } from '../../lambdas/core/identifiers';
import type { Notice, Notifier } from '../../lambdas/core/ports/notifier';
import { failure, success } from '../../lambdas/core/result';
import { logger } from '../../lambdas/platform/observability';
import { handler as requestSignInCode } from '../../lambdas/users/request-sign-in-code';
import { handler as signIn } from '../../lambdas/users/sign-in';
import { type Call, type Caller, callApi, type Reply } from './api-call';
import { FakeKms, fakeKeyIds } from './fake-kms';

export interface SignedIn extends Caller {
  readonly customerId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

interface Servable {
  readonly over: (services: () => never, clock: () => number) => Parameters<typeof callApi>[0];
}

logger.setLogLevel('SILENT');

export class UsersWorld {
  /** 22 November 2026, ten in the morning in China. */
  now = Date.UTC(2026, 10, 22, 2);
  readonly kms = new FakeKms();
  readonly store = new MemoryStore({ now: () => this.now });
  readonly random: Randomness = (bytes) => randomBytes(bytes);
  readonly messages: { readonly phone: string; readonly notice: Notice }[] = [];
  notifierIsDown = false;
  /** Whatever else a test gives its handlers. */
  readonly others: Record<string, unknown> = {};

  readonly vault = new KmsVault({
    kms: this.kms.client,
    store: this.store,
    sealingKeyId: () => fakeKeyIds.sealing,
    blindIndexKeyId: () => fakeKeyIds.blindIndex,
    random: this.random,
    now: () => this.now,
  });
  private readonly tokenOptions = {
    kms: this.kms.client,
    keyArn: fakeKeyIds.token,
    realm: tokenRealm('test'),
  };
  readonly issuer = new KmsTokenIssuer(this.tokenOptions);
  readonly verifier = new KmsTokenVerifier(this.tokenOptions);
  private readonly notifier: Notifier = {
    send: async (phone, notice) => {
      if (this.notifierIsDown) return failure('notSent');
      this.messages.push({ phone, notice });
      return success(undefined);
    },
  };

  get services(): object {
    const { store, random, vault, notifier } = this;
    return { store, random, vault, notifier, tokens: this.issuer, ...this.others };
  }

  call(handler: Servable, call: Call = {}): Promise<Reply> {
    const over = handler.over(
      () => this.services as never,
      () => this.now,
    );
    return callApi(over, call);
  }

  pass(seconds: number): void {
    this.now += seconds * 1000;
  }

  /** Asks for a code and reads it from the phone. */
  async codeFor(phone: string): Promise<{ challengeId: string; code: string }> {
    const { status, body } = await this.call(requestSignInCode, { body: { phone } });
    if (status !== 202) throw new Error(`no code: ${body.code}`);
    return { challengeId: body.challengeId, code: this.messages.at(-1)!.notice.code };
  }

  async signIn(phone: string): Promise<SignedIn> {
    const code = await this.codeFor(phone);
    const { body } = await this.call(signIn, { body: { ...code, deviceId: 'device-1' } });
    const verified = await this.verifier.verify(body.accessToken, this.now);
    if (!verified.ok) throw new Error(`not signed in: ${JSON.stringify(body)}`);
    const { subjectId: subject, role, sessionId } = verified.value;
    return { subject, role, sessionId, ...body };
  }

  /** All rows as text, bytes in every form a search would look for: where plaintext would show. */
  everything(): string {
    return [...this.store.everything()]
      .map((row) => JSON.stringify(row, (_, value) => readable(value)))
      .join('\n');
  }
}

/** Only what the authorizer hands on. */
export const asCaller = ({ subject, role, sessionId }: Caller): Caller => ({
  subject,
  role,
  sessionId,
});

/** Buffers are JSON before a replacer sees them: `{ type: 'Buffer', data }`. */
function readable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  const { type, data } = (value ?? {}) as { type?: unknown; data?: number[] };
  return type === 'Buffer' && Array.isArray(data) ? Buffer.from(data).toString('utf8') : value;
}
