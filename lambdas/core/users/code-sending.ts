/** Sending codes: to whom, how often, and in which words. */
import { type Allowance, spendNow } from '../allowance';
import { newId, type Randomness } from '../identifiers';
import type { CodeNotice, Language, Notifier } from '../ports/notifier';
import type { Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import { type Problem, problem } from '../problem';
import { failure, type Result, success } from '../result';
import { lineOf, parseAddress } from '../risk/profile/addresses';
import type { Registration } from './registration';
import {
  type CodePurpose,
  codeLifeSeconds,
  codeMessage,
  keepChallenge,
  type LastCodeBody,
  lastCodeKey,
  newCode,
  resendAfterSeconds,
  resendWaitSeconds,
} from './sms-codes';

/** With five tries a code, guesses at one phone stay at a hundred in a million on any day. */
export const codesPerPhone: Allowance = { name: 'codes-phone', times: 10, perSeconds: 86_400 };
/** A shared tablet in a shop is one device; an app that tries one phone after another, too. */
export const codesPerDevice: Allowance = { name: 'codes-device', times: 20, perSeconds: 86_400 };
/** Many people share one address behind a carrier's gateway; the firewall counts as well. */
export const codesPerAddress: Allowance = { name: 'codes-address', times: 60, perSeconds: 600 };

/**
 * Counted before anything that is sent. Addresses are counted by their blind index: there are so
 * few that a bare hash would hide none.
 */
export async function mayAsk(
  { store, vault }: Pick<SendingServices, 'store' | 'vault'>,
  asking: { readonly sourceIp: string; readonly deviceId?: string | undefined },
  now: number,
): Promise<Result<void, Problem>> {
  const { sourceIp, deviceId } = asking;
  const address = parseAddress(sourceIp);
  const line = await vault.blindIndex('network', address ? lineOf(address) : sourceIp);
  const network = [codesPerAddress, line] as const;
  const device = deviceId === undefined ? [] : [[codesPerDevice, deviceId] as const];
  const spent = await spendNow(store, [network, ...device], now);
  return spent.ok ? spent : failure(problem('too_many_requests', { ...spent.error }));
}

export interface Sending {
  readonly purpose: CodePurpose;
  readonly phone: string;
  readonly phoneIndex: string;
  readonly language: Language;
  readonly customerId?: string;
  readonly registration?: Registration | undefined;
}

export interface SendingServices {
  readonly store: Store;
  readonly vault: Pick<Vault, 'blindIndex'>;
  readonly notifier: Notifier;
  readonly random: Randomness;
}

/** What the client is told: never the code, nor whether anybody owns the phone. */
export interface CodeSent {
  readonly challengeId: string;
  readonly expiresAt: string;
  readonly resendAfterSeconds: number;
}

/** Makes a code, keeps its index, and sends it. */
export async function sendCode(
  { store, vault, notifier, random }: SendingServices,
  { phone, language, ...rest }: Sending,
  now: number,
): Promise<Result<CodeSent, Problem>> {
  const last = await store.get<LastCodeBody>(lastCodeKey(rest.phoneIndex));
  const retryAfterSeconds = resendWaitSeconds(last, now);
  if (retryAfterSeconds > 0) return failure(problem('too_many_requests', { retryAfterSeconds }));
  const spent = await spendNow(store, [[codesPerPhone, rest.phoneIndex]], now);
  if (!spent.ok) return failure(problem('too_many_requests', { ...spent.error }));

  const challengeId = newId('chl', random);
  const code = newCode(random);
  const codeIndex = await vault.blindIndex('signInCode', codeMessage(challengeId, code));
  const expiresAtMillis = now + codeLifeSeconds * 1000;
  const challenge = { ...rest, challengeId, codeIndex, expiresAtMillis };
  const kept = await store.commit(keepChallenge(challenge, last, now));
  if (!kept.ok)
    return failure(problem('too_many_requests', { retryAfterSeconds: resendAfterSeconds }));
  const sent = await notifier.send(phone, noticeOf(rest.purpose, code, language));
  if (!sent.ok) return failure(problem('unavailable'));
  const expiresAt = new Date(expiresAtMillis).toISOString();
  return success({ challengeId, expiresAt, resendAfterSeconds });
}

const kinds = {
  signIn: 'signInCode',
  proof: 'proofCode',
  oldPhone: 'phoneChangeCode',
  newPhone: 'phoneChangeCode',
} as const;

const noticeOf = (purpose: CodePurpose, code: string, language: Language): CodeNotice => ({
  kind: kinds[purpose],
  code,
  validMinutes: codeLifeSeconds / 60,
  language,
});
