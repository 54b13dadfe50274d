/** The second factor that a new device needs, and what counts as one. */
import { type Allowance, spendNow } from '../allowance';
import type { Passkeys } from '../ports/passkeys';
import type { Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { checkGesture, type GestureBody, gestureKey } from './gesture-password';
import { parseIdNumber } from './id-number';
import { type CeremonyAnswer, checkPasskey, listPasskeys } from './passkeys';
import type { Factor } from './proofs';
import { type ProfileBody, profileKey } from './rows';
import { sameIndex } from './sms-codes';

/**
 * One of them. `idNumber` recovers an account whose other factors are lost. Others may know a
 * person's number, therefore what needs a fresh second factor is on hold for a day after it.
 */
export interface SecondFactor {
  readonly gesture?: string | undefined;
  readonly passkey?: CeremonyAnswer | undefined;
  readonly idNumber?: string | undefined;
}

const holdSeconds = 86_400;
const recoveriesPerDay: Allowance = { name: 'recoveries', times: 5, perSeconds: 86_400 };

export interface SecondFactorServices {
  readonly store: Store;
  readonly vault: Pick<Vault, 'blindIndex'>;
  readonly passkeys: Passkeys;
}

/** What was proven beside the code. Nothing, where there is nothing yet that needs guarding. */
export interface Admission {
  readonly proven?: Factor;
  readonly heldUntilMillis?: number;
}

export interface Enrolled {
  readonly gesture: boolean;
  readonly passkey: boolean;
}

export async function enrolledFactors(store: Store, customerId: string): Promise<Enrolled> {
  const [gesture, passkeys] = await Promise.all([
    store.get<GestureBody>(gestureKey(customerId)),
    listPasskeys(store, customerId),
  ]);
  return { gesture: gesture !== undefined, passkey: passkeys.length > 0 };
}

/** Lets a customer's new device in, whose phone has been proven by a code. */
export async function admitNewDevice(
  services: SecondFactorServices,
  customerId: string,
  second: SecondFactor | undefined,
  now: number,
): Promise<Result<Admission, Problem>> {
  const [enrolled, profile] = await Promise.all([
    enrolledFactors(services.store, customerId),
    services.store.get<ProfileBody>(profileKey(customerId)),
  ]);
  const idNumberIndex = profile?.body.idNumberIndex;
  // Without a second factor no card is bound and nothing is signed: see `stepUp` in the contract.
  // Once an ID card is confirmed there is something to take: a gesture set there would export it.
  const isGuarded = enrolled.gesture || enrolled.passkey || idNumberIndex !== undefined;
  if (!isGuarded) return success({});
  const accepted = [
    ...(enrolled.gesture ? (['gesture'] as const) : []),
    ...(enrolled.passkey ? (['passkey'] as const) : []),
    ...(idNumberIndex === undefined ? [] : (['idNumber'] as const)),
  ];
  const shown = accepted.find((factor) => second?.[factor] !== undefined);
  if (!second || shown === undefined)
    return failure(problem('second_factor_required', { factors: accepted }));
  if (shown === 'idNumber') return recover(services, customerId, second, idNumberIndex, now);
  const proven = await checkFactor(services, customerId, second, now);
  return proven.ok ? success({ proven: shown }) : proven;
}

/** Whether the gesture or the passkey, whichever is shown, is this customer's. */
export async function checkFactor(
  services: SecondFactorServices,
  subjectId: string,
  { gesture, passkey }: SecondFactor,
  now: number,
): Promise<Result<void, Problem>> {
  if (gesture !== undefined) {
    const checked = await checkGesture(services, subjectId, gesture);
    return checked.ok ? checked : failure(problem(checked.error));
  }
  const checked = passkey && (await checkPasskey(services, passkey, now));
  return checked?.ok && checked.value.subjectId === subjectId
    ? success(undefined)
    : failure(problem('passkey_rejected'));
}

async function recover(
  { store, vault }: SecondFactorServices,
  customerId: string,
  { idNumber = '' }: SecondFactor,
  expectedIndex: string | undefined,
  now: number,
): Promise<Result<Admission, Problem>> {
  const spent = await spendNow(store, [[recoveriesPerDay, customerId]], now);
  if (!spent.ok) return failure(problem('too_many_requests', { ...spent.error }));
  const parsed = parseIdNumber(idNumber);
  if (!parsed.ok || expectedIndex === undefined) return failure(problem('second_factor_wrong'));
  const typedIndex = await vault.blindIndex('idNumber', parsed.value.number);
  return sameIndex(typedIndex, expectedIndex)
    ? success({ heldUntilMillis: now + holdSeconds * 1000 })
    : failure(problem('second_factor_wrong'));
}
