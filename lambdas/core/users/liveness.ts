/**
 * Liveness sessions: each serves once, for one person and purpose; five failures lock for a
 * while.
 */
import type { Allowance } from '../allowance';
import type { LivenessError, LivenessSession } from '../ports/face-verifier';
import type { Change, Item, Store } from '../ports/store';
import { type Problem, type ProblemCode, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { claim, isTaken, readIdNumberOwner } from './card-confirmation';
import { checkKeptSeconds, livenessFailuresKey, livenessKey } from './checks';
import { missingConsentsOf } from './customer-facts';
import type { Customer, ProfileBody } from './rows';

/** A session costs about a cent and a half. */
export const sessionsPerDay: Allowance = { name: 'liveness', times: 20, perSeconds: 86_400 };

export const failuresUntilLock = 5;
export const lockSeconds = 45 * 60;

/** Failures of another day do not add up to a lock. */
const failuresForgottenSeconds = 86_400;

export type LivenessBody = {
  readonly livenessId: string;
  readonly providerSessionId: string;
  readonly purpose: 'identity';
  readonly state: 'open' | 'used';
  readonly expiresAtMillis: number;
};

export type FailuresBody = {
  readonly count: number;
  readonly lastAtMillis: number;
  readonly lockedUntilMillis?: number;
};
export type Failures = Item<FailuresBody> | undefined;

export const readFailures = (store: Store, customerId: string): Promise<Failures> =>
  store.get<FailuresBody>(livenessFailuresKey(customerId));

export const readSession = (store: Store, customerId: string, livenessId: string) =>
  store.get<LivenessBody>(livenessKey(customerId, livenessId));

/** Consent first, then the free checks, before a session is paid for. */
export function mayCheckFace(
  customer: Customer | undefined,
  failures: Failures,
  now: number,
): Result<Customer, Problem> {
  if (!customer) return failure(problem('not_found'));
  const missing = missingConsentsOf(customer, 'privacyPolicy', 'faceRecognition');
  if (missing.length > 0) return failure(problem('consent_missing', { missing }));
  const { identity } = customer.profile.body;
  if (identity === 'none') return failure(problem('identity_incomplete'));
  if (identity === 'verified') return failure(problem('identity_already_confirmed'));
  const { lockedUntilMillis = 0 } = failures?.body ?? {};
  if (lockedUntilMillis > now) {
    const retryAfterSeconds = Math.ceil((lockedUntilMillis - now) / 1000);
    return failure(problem('liveness_locked', { retryAfterSeconds }));
  }
  return success(customer);
}

export function keepSession(
  customerId: string,
  livenessId: string,
  { providerSessionId, lifetimeSeconds }: LivenessSession,
  now: number,
): Change {
  const body: LivenessBody = {
    livenessId,
    providerSessionId,
    purpose: 'identity',
    state: 'open',
    expiresAtMillis: now + lifetimeSeconds * 1000,
  };
  const expiresAtEpochSeconds = Math.ceil(now / 1000) + checkKeptSeconds;
  const key = livenessKey(customerId, livenessId);
  return { kind: 'insert', item: { key, body, expiresAtEpochSeconds } };
}

export const sessionView = (
  livenessId: string,
  { providerSessionId, region, lifetimeSeconds }: LivenessSession,
  now: number,
) => ({
  livenessId,
  providerSessionId,
  region,
  expiresAt: new Date(now + lifetimeSeconds * 1000).toISOString(),
});

/** Whether the session can still be completed. */
export function isOpen(
  session: Item<LivenessBody> | undefined,
  now: number,
): Result<Item<LivenessBody>, ProblemCode> {
  if (!session) return failure('not_found');
  if (session.body.state === 'used') return failure('liveness_session_used');
  if (session.body.expiresAtMillis <= now) return failure('liveness_session_expired');
  return success(session);
}

/** Used from now on, whatever comes of it: whoever writes this first goes on. */
export const useSession = ({ version, ...item }: Item<LivenessBody>): Change => ({
  kind: 'replace',
  item: { ...item, body: { ...item.body, state: 'used' } },
  expectedVersion: version,
});

/**
 * What a provider's refusal means. Only a check that was carried out and not passed is a
 * failure.
 */
export const livenessProblems: Readonly<Record<LivenessError, ProblemCode>> = {
  livenessNotFinished: 'liveness_not_finished',
  livenessExpired: 'liveness_session_expired',
  livenessNotFound: 'liveness_session_expired',
  livenessFailed: 'face_not_verified',
  livenessRefused: 'face_not_verified',
};

export const isFailure = (error: LivenessError): boolean =>
  livenessProblems[error] === 'face_not_verified';

/** One failure more; the fifth locks and starts the count anew. */
export function countFailure(customerId: string, failures: Failures, now: number): Change {
  const isRecent = failures && failures.body.lastAtMillis > now - failuresForgottenSeconds * 1000;
  const count = (isRecent ? failures.body.count : 0) + 1;
  const body: FailuresBody =
    count >= failuresUntilLock
      ? { count: 0, lastAtMillis: now, lockedUntilMillis: now + lockSeconds * 1000 }
      : { count, lastAtMillis: now };
  const item = { key: livenessFailuresKey(customerId), body };
  return failures
    ? { kind: 'replace', item, expectedVersion: failures.version }
    : { kind: 'insert', item };
}

/** Counts the failure although others are being counted at the same moment. */
export async function writeFailure(store: Store, customerId: string, now: number): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const failures = await readFailures(store, customerId);
    if ((await store.commit([countFailure(customerId, failures, now)])).ok) return;
  }
  throw new Error('a failed face check could not be counted');
}

/**
 * The person is proven: the profile says so, and the claim becomes ownership. `identity_taken`:
 * the claim had run out and somebody else holds it now.
 */
export async function verifyIdentity(
  store: Store,
  { customerId, profile }: Customer,
  faceKey: string,
  now: number,
): Promise<Result<void, 'identity_taken' | 'conflict'>> {
  const { idNumberIndex = '' } = profile.body;
  const owner = await readIdNumberOwner(store, idNumberIndex);
  if (isTaken(owner, customerId, now)) return failure('identity_taken');
  const verified: ProfileBody = {
    ...profile.body,
    identity: 'verified',
    faceKey,
    verifiedAt: new Date(now).toISOString(),
  };
  const item = { key: profile.key, body: verified };
  const written = await store.commit([
    claim(idNumberIndex, { customerId }, owner),
    { kind: 'replace', item, expectedVersion: profile.version },
  ]);
  return written.ok ? success(undefined) : failure('conflict');
}

export const facePictureKey = (customerId: string, livenessId: string): string =>
  `faces/${customerId}/${livenessId}`;
