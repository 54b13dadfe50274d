/** The users capability in the test's process: real vault and tokens on a fake KMS, a set clock. */
import { randomBytes } from 'node:crypto';
import type { APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import { KmsPublicKeys } from '../../lambdas/adapters/kms-public-keys';
import { KmsTokenIssuer } from '../../lambdas/adapters/kms-token-issuer';
import { KmsTokenVerifier } from '../../lambdas/adapters/kms-token-verifier';
import { KmsVault } from '../../lambdas/adapters/kms-vault';
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { tokenRealm } from '../../lambdas/adapters/token-form';
import { WebauthnPasskeys } from '../../lambdas/adapters/webauthn-passkeys';
import type { Randomness } from '../../lambdas/core/identifiers';
import type { CodeNotice, Notifier } from '../../lambdas/core/ports/notifier';
import { failure, success } from '../../lambdas/core/result';
import { gestureChange } from '../../lambdas/core/users/gesture-password';
import { steppedUpUntil } from '../../lambdas/core/users/proofs';
import { type SessionBody, sessionKey } from '../../lambdas/core/users/sessions';
import { addStaff } from '../../lambdas/core/users/staff';
import { logger } from '../../lambdas/platform/observability';
import { handler as authorizeRequest } from '../../lambdas/users/authorize-request';
import { handler as completeEnrolment } from '../../lambdas/users/complete-enrolment';
import { handler as createPasskeyChallenge } from '../../lambdas/users/create-passkey-challenge';
import { handler as requestSignInCode } from '../../lambdas/users/request-sign-in-code';
import { handler as signIn } from '../../lambdas/users/sign-in';
import { handler as signInWithPasskey } from '../../lambdas/users/sign-in-with-passkey';
import { handler as startEnrolment } from '../../lambdas/users/start-enrolment';
import { SoftwarePasskey } from '../../local/life/passkey';
import { laptopOrigin } from '../../local/life/staff-member';
import { type Call, type Caller, callApi, type Reply } from './api-call';
import { FakeKms, fakeKeyIds } from './fake-kms';

export interface SignedIn extends Caller {
  readonly customerId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly deviceToken?: string;
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
  readonly messages: { readonly phone: string; readonly notice: CodeNotice }[] = [];
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
  readonly realm = tokenRealm('test');
  readonly issuer = new KmsTokenIssuer({
    kms: this.kms.client,
    keyArn: fakeKeyIds.token,
    realm: this.realm,
  });
  readonly tokenKeys = new KmsPublicKeys({ kms: this.kms.client, keyArns: [fakeKeyIds.token] });
  readonly verifier = new KmsTokenVerifier({ keys: this.tokenKeys, realm: this.realm });
  readonly passkeys = new WebauthnPasskeys({ id: 'localhost', origins: [laptopOrigin] });
  /** What each phone's device was given when it was first let in. */
  private readonly deviceTokens = new Map<string, string>();
  private readonly notifier: Notifier = {
    send: async (phone, notice) => {
      if (this.notifierIsDown) return failure('notSent');
      if (!('code' in notice)) throw new Error('nobody here has a loan');
      this.messages.push({ phone, notice });
      return success(undefined);
    },
  };

  get services(): object {
    const { store, random, vault, notifier, passkeys, tokenKeys, issuer: tokens } = this;
    return { store, random, vault, notifier, passkeys, tokenKeys, tokens, ...this.others };
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
    const deviceToken = this.deviceTokens.get(phone);
    const device = { deviceId: 'device-1', ...(deviceToken && { deviceToken }) };
    const { body } = await this.call(signIn, { body: { ...code, ...device } });
    if (body.deviceToken) this.deviceTokens.set(phone, body.deviceToken);
    return this.signedIn(body);
  }

  /** Signs in with a passkey, as staff always do. */
  async signInWithPasskey(passkey: SoftwarePasskey): Promise<SignedIn> {
    const { body: asked } = await this.call(createPasskeyChallenge, { body: {} });
    const { ceremonyId, options } = asked;
    const answer = passkey.use(options);
    const body = { deviceId: 'device-1', ceremonyId, answer };
    return this.signedIn(accepted(await this.call(signInWithPasskey, { body })));
  }

  /** What a ticket is for: a passkey that signs in as the staff member it was made for. */
  async enrol(ticket: string) {
    const passkey = new SoftwarePasskey(laptopOrigin);
    const { ceremonyId, options } = accepted(await this.call(startEnrolment, { body: { ticket } }));
    const answer = passkey.create(options);
    const body = { ticket, ceremonyId, answer, label: 'desk' };
    accepted(await this.call(completeEnrolment, { body }));
    return { passkey, signIn: () => this.signInWithPasskey(passkey) };
  }

  /** Gives a customer a gesture password, quickly hashed: tests draw many. */
  async giveGesture(customerId: string, gesture: string): Promise<void> {
    const cheap = { N: 16, r: 1, p: 1 };
    const change = await gestureChange(this, customerId, gesture, this.now, cheap);
    if (!(await this.store.commit([change])).ok) throw new Error('no gesture was set');
  }

  /** A staff member, enrolled and signed in. */
  async staff(role: string): Promise<SignedIn> {
    const { ticket } = await addStaff(this, { role, label: role }, this.now);
    return (await this.enrol(ticket)).signIn();
  }

  /** Asks the authorizer, as the gateway would. */
  async isLetIn(accessToken: string): Promise<boolean> {
    const event = {
      methodArn: 'arn:aws:execute-api:us-east-1:000000000000:api/v1/GET/factors',
      httpMethod: 'GET',
      resource: '/factors',
      headers: { Authorization: `Bearer ${accessToken}` },
    } as unknown as APIGatewayRequestAuthorizerEvent;
    const services = { store: this.store, tokens: this.verifier };
    const ask = authorizeRequest.over(
      () => services,
      () => this.now,
    );
    const policy = await ask(event, {} as Context).catch(() => undefined);
    return policy?.policyDocument.Statement[0]?.Effect === 'Allow';
  }

  /** Who the authorizer would say is calling, with what the session has proven. */
  async callerOf({ sessionId, subject, role }: Caller): Promise<Caller> {
    const session = await this.store.get<SessionBody>(sessionKey(sessionId));
    if (!session) throw new Error('no such session');
    return { sessionId, subject, role, steppedUpUntil: steppedUpUntil(session.body) };
  }

  private async signedIn(body: Omit<SignedIn, keyof Caller>): Promise<SignedIn> {
    const verified = await this.verifier.verify(body.accessToken, this.now);
    if (!verified.ok) throw new Error(`not signed in: ${JSON.stringify(body)}`);
    const { subjectId: subject, role, sessionId } = verified.value;
    return { ...body, subject, role, sessionId };
  }

  /** All rows as text, bytes in every form a search would look for: where plaintext would show. */
  everything(): string {
    return [...this.store.everything()]
      .map((row) => JSON.stringify(row, (_, value) => readable(value)))
      .join('\n');
  }
}

/** The body of what succeeded; what was refused is thrown by its code. */
export function accepted({ status, body }: Reply): Reply['body'] {
  if (status >= 300) throw new Error(body.code);
  return body;
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
