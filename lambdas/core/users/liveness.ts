/** Liveness sessions: each serves once, for one person and purpose, and not while locked. */
import type { Allowance } from '../allowance';
import type { FaceCompareError, LivenessError, LivenessSession } from '../ports/face-verifier';
import type { Change, Item, Store } from '../ports/store';
import { type Problem, type ProblemCode, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { checkKeptSeconds, livenessKey } from './checks';
import type { TextsOn } from './consents';
import { missingToCollect } from './customer-facts';
import {
  countAttempt,
  type Failures,
  lockedForSeconds,
  readFailures,
  takeBack,
} from './face-failures';
import type { Customer } from './rows';

/** A session costs about a cent and a half. */
export const sessionsPerDay: Allowance = { name: 'liveness', times: 20, perSeconds: 86_400 };

/** A function that judges a face has at most 29 seconds: who holds longer has broken off. */
const holdSeconds = 30;

export type LivenessBody = {
  readonly livenessId: string;
  readonly providerSessionId: string;
  readonly purpose: 'identity';
  readonly state: 'open' | 'used';
  readonly expiresAtMillis: number;
  /** Being judged: nobody else judges it until then. */
  readonly heldUntilMillis?: number;
};
export type LivenessItem = Item<LivenessBody>;

export const readSession = (store: Store, customerId: string, livenessId: string) =>
  store.get<LivenessBody>(livenessKey(customerId, livenessId));

/** Consent first, then the free checks, before a session is paid for. */
export function mayCheckFace(
  customer: Customer | undefined,
  failures: Failures,
  on: TextsOn,
  now: number,
): Result<Customer, Problem> {
  if (!customer) return failure(problem('not_found'));
  const missing = missingToCollect(customer, on, 'privacyPolicy', 'faceRecognition');
  if (missing.length > 0) return failure(problem('consent_missing', { missing }));
  const { identity } = customer.profile.body;
  if (identity === 'none') return failure(problem('identity_incomplete'));
  if (identity === 'verified') return failure(problem('identity_already_confirmed'));
  const retryAfterSeconds = lockedForSeconds(failures, now);
  if (retryAfterSeconds > 0) return failure(problem('liveness_locked', { retryAfterSeconds }));
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

export function sessionView(livenessId: string, session: LivenessSession, now: number) {
  const { providerSessionId, region, lifetimeSeconds, rights } = session;
  const { expiresAtMillis, ...keys } = rights;
  return {
    livenessId,
    providerSessionId,
    region,
    expiresAt: new Date(now + lifetimeSeconds * 1000).toISOString(),
    credentials: { ...keys, expiresAt: new Date(expiresAtMillis).toISOString() },
  };
}

/** Whether the session can still be completed, and nobody is about to. */
export function isOpen(
  session: LivenessItem | undefined,
  now: number,
): Result<LivenessItem, ProblemCode> {
  if (!session) return failure('not_found');
  if (session.body.state === 'used') return failure('liveness_session_used');
  if (session.body.expiresAtMillis <= now) return failure('liveness_session_expired');
  if ((session.body.heldUntilMillis ?? 0) > now) return failure('conflict');
  return success(session);
}

const triesAgainstOthers = 20;

/**
 * The session in one's own hands and the attempt counted, in one commit and before the provider is
 * asked: of several who ask at once for a session one gets it, and of many sessions that are
 * completed at once no more are judged than may fail.
 */
export async function takeAttempt(
  store: Store,
  customerId: string,
  session: LivenessItem,
  now: number,
): Promise<Result<LivenessItem, Problem>> {
  const body = { ...session.body, heldUntilMillis: now + holdSeconds * 1000 };
  for (let tries = 0; tries < triesAgainstOthers; tries += 1) {
    const failures = await readFailures(store, customerId);
    const retryAfterSeconds = lockedForSeconds(failures, now);
    if (retryAfterSeconds > 0) return failure(problem('liveness_locked', { retryAfterSeconds }));
    const counted = countAttempt(customerId, failures, body.livenessId, now);
    const written = await store.commit([rewritten(session, body), counted]);
    if (written.ok) return success({ ...session, body, version: session.version + 1 });
    if (written.error.failed.includes(0)) break;
  }
  return failure(problem('conflict'));
}

/** Judged by nobody after all, because the provider gave no answer: it can be completed again. */
export async function giveBack(
  store: Store,
  customerId: string,
  held: LivenessItem,
  now: number,
): Promise<void> {
  const { heldUntilMillis: _, ...body } = held.body;
  await uncount(store, customerId, body.livenessId, now, [rewritten(held, body)]);
}

/**
 * Takes an attempt back that was no failure of the person, although others are counted meanwhile.
 * @param session what goes with it; who lost the session has nothing to give back
 */
export async function uncount(
  store: Store,
  customerId: string,
  livenessId: string,
  now: number,
  session: readonly Change[],
): Promise<void> {
  for (let tries = 0; tries < triesAgainstOthers; tries += 1) {
    const failures = await readFailures(store, customerId);
    const back = takeBack(customerId, failures, livenessId, now);
    const written = await store.commit([...session, ...(back ? [back] : [])]);
    if (written.ok || written.error.failed.includes(0)) return;
  }
  throw new Error('a face check could not be given back');
}

/** Used from now on: goes into one commit with whatever came of it. */
export const useSession = (session: LivenessItem): Change =>
  rewritten(session, { ...session.body, state: 'used' });

const rewritten = ({ version, ...item }: LivenessItem, body: LivenessBody): Change => ({
  kind: 'replace',
  item: { ...item, body },
  expectedVersion: version,
});

/**
 * What a refusal means. Only a check that was carried out and not passed is a failure of the
 * person.
 */
export const faceProblems: Readonly<Record<LivenessError | FaceCompareError, ProblemCode>> = {
  faceProviderDown: 'unavailable',
  livenessNotFinished: 'liveness_not_finished',
  livenessExpired: 'liveness_session_expired',
  livenessNotFound: 'liveness_session_expired',
  livenessFailed: 'face_not_verified',
  livenessRefused: 'face_not_verified',
  faceMismatch: 'face_not_verified',
  faceNotFound: 'face_not_verified',
  facePictureUnusable: 'face_not_verified',
};

export const facePictureKey = (customerId: string, livenessId: string): string =>
  `faces/${customerId}/${livenessId}`;
