/** Whether a factor, proven once more in a session, is that of its owner. */
import type { Change } from '../ports/store';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import type { CeremonyAnswer } from './passkeys';
import type { Factor } from './proofs';
import { checkFactor, type SecondFactorServices } from './second-factor';
import { checkCode, type Typed, useUp } from './sms-codes';

/** One of them. */
export interface Proof {
  readonly sms?: Typed | undefined;
  readonly gesture?: string | undefined;
  readonly passkey?: CeremonyAnswer | undefined;
}

export interface CheckedProof {
  readonly factor: Factor;
  /** Uses the proof up, to be committed with what it is good for. */
  readonly changes: readonly Change[];
}

export async function checkProof(
  services: SecondFactorServices,
  subjectId: string,
  { sms, ...factor }: Proof,
  now: number,
): Promise<Result<CheckedProof, Problem>> {
  if (!sms) {
    const checked = await checkFactor(services, subjectId, factor, now);
    const name = factor.gesture === undefined ? 'passkey' : 'gesture';
    return checked.ok ? success({ factor: name, changes: [] }) : checked;
  }
  const checked = await checkCode(services, 'proof', sms, now);
  if (!checked.ok) return failure(problem(checked.error));
  return checked.value.body.customerId === subjectId
    ? success({ factor: 'sms', changes: [useUp(checked.value)] })
    : failure(problem('code_expired'));
}
