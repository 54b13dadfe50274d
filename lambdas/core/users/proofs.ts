/** What a session has proven of who uses it, and what may be done on the strength of that. */
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';

/** `passkey`: the device's own fingerprint, face or PIN, verified by the authenticator. */
export const factors = ['sms', 'gesture', 'passkey'] as const;
export type Factor = (typeof factors)[number];

/** A proof is fresh for so long. */
export const freshSeconds = 5 * 60;
/** Adding a factor follows signing in, with a little time to draw it twice. */
const enrolSeconds = 10 * 60;

/** The part of a session that proofs are kept in. */
export type Proven = {
  /** By which factor the session began. */
  readonly startedBy: Factor;
  /** When each factor was last proven in this session, milliseconds since the epoch. */
  readonly proofs: Readonly<Partial<Record<Factor, number>>>;
  /** A recovered session must wait until then, milliseconds since the epoch. */
  readonly heldUntilMillis?: number;
};

export const proven = (factor: Factor, now: number, second?: Factor): Proven => ({
  startedBy: factor,
  proofs: { [factor]: now, ...(second && { [second]: now }) },
});

/**
 * Until when the session counts as proven anew, milliseconds since the epoch; 0: it does not.
 * A second factor is another than the one the session began with. A passkey is two by itself:
 * the authenticator that is held and the finger, face or PIN it has verified (NIST SP 800-63B,
 * multi-factor cryptographic authenticators).
 */
export function steppedUpUntil({ startedBy, proofs, heldUntilMillis = 0 }: Proven): number {
  const times = factors
    .filter((factor) => factor !== startedBy || factor === 'passkey')
    .map((factor) => proofs[factor] ?? 0);
  const latest = Math.max(...times);
  const isHeld = latest < heldUntilMillis;
  return latest === 0 || isHeld ? 0 : latest + freshSeconds * 1000;
}

/** Whether one of the factors was proven within ten minutes, and the session is not held. */
export function provenLately(
  { proofs, heldUntilMillis = 0 }: Proven,
  accepted: readonly Factor[],
  now: number,
): Result<void, Problem> {
  if (now < heldUntilMillis) return failure(onHold(heldUntilMillis));
  const latest = Math.max(...accepted.map((factor) => proofs[factor] ?? 0));
  return now < latest + enrolSeconds * 1000
    ? success(undefined)
    : failure(problem('step_up_required', { factors: accepted }));
}

export const onHold = (untilMillis: number): Problem =>
  problem('step_up_on_hold', { until: new Date(untilMillis).toISOString() });
