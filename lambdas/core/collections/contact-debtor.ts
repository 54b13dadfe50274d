/**
 * The one way in which a debtor is contacted about a loan: the gate decides, the record of the
 * contact is committed with that decision, and only then is something sent. Contacts with one
 * debtor, or to one number, that meet follow one another: each commit asks for the versions of the
 * rows that the gate has read.
 */
import { newId, type Randomness } from '../identifiers';
import type { Language, LoanNotice, Notifier } from '../ports/notifier';
import type { Change, Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import type { VoiceRobot, VoiceScript } from '../ports/voice-robot';
import { concludeDial, noteSending } from './contact-conclusion';
import { decideContact, type GateDecision } from './contact-gate';
import { type Contacting, recentOf, recordOf } from './contact-intent';
import { type ContactRecord, insertContact } from './contact-record';
import { type ContactRules, keptMonthsOf } from './contact-rules';
import { factsOf, type Reach, reachDebtor, readNumber, readSituation } from './contact-situation';
import { type Debtor, withContact, writeDebtor } from './debtor-record';
import { writeDial } from './number-record';

export interface ContactServices {
  readonly store: Store;
  readonly vault: Pick<Vault, 'open' | 'blindIndex'>;
  readonly random: Randomness;
  readonly rules: readonly ContactRules[];
}

/** Of those who only dial by hand nothing is sent. */
export interface SendingServices extends ContactServices {
  readonly notifier: Notifier;
  readonly voiceRobot: VoiceRobot;
}

/** What is committed together with the decision, or not at all. */
export type Also = (decision: GateDecision, contactId: string) => readonly Change[];

export type Message =
  | { readonly channel: 'sms'; readonly notice: (language: Language) => LoanNotice }
  | { readonly channel: 'voiceRobot'; readonly script: (language: Language) => VoiceScript };

export interface Refused {
  readonly outcome: 'refused';
  readonly contactId: string;
  readonly decision: Extract<GateDecision, { allowed: false }>;
}

/** What should have been committed with it did not hold: nothing was written, nothing sent. */
export interface Overtaken {
  readonly outcome: 'conflict';
}

export interface LetThrough {
  readonly outcome: 'allowed';
  readonly record: ContactRecord;
  readonly debtor: Debtor;
  readonly phone: string;
}

/** Lets a message or a call of the robot through, and sends it. */
export async function contactDebtor(
  services: SendingServices,
  contacting: Contacting,
  message: Message,
  also?: Also,
): Promise<
  | Refused
  | Overtaken
  | { readonly outcome: 'sent' | 'notSent' | 'placed' | 'notPlaced'; readonly contactId: string }
> {
  const passed = await passGate(services, contacting, message.channel, also, saidBy(message));
  if (passed.outcome !== 'allowed') return passed;
  const { store, notifier, voiceRobot } = services;
  const { record, debtor, phone } = passed;
  const { contactId, customerId } = record;
  const language = debtor.language ?? 'zh';
  if (message.channel === 'sms') {
    const sent = await notifier.send(phone, message.notice(language));
    const status = sent.ok ? 'sent' : 'notSent';
    await noteSending(store, record, { status });
    return { outcome: status, contactId };
  }
  const placed = await voiceRobot.call(phone, contactId, message.script(language));
  if (placed.ok) {
    await noteSending(store, record, { status: 'pending', callId: placed.value.callId });
    return { outcome: 'placed', contactId };
  }
  await concludeDial({ store }, { customerId, contactId, dial: 'notPlaced' });
  return { outcome: 'notPlaced', contactId };
}

/** Lets a call by a person through: whoever asked is told the number, dials, and tells the end. */
export const letDial = (
  services: ContactServices,
  contacting: Contacting,
  also?: Also,
): Promise<Refused | Overtaken | LetThrough> => passGate(services, contacting, 'person', also);

const saidBy = (message: Message): string =>
  message.channel === 'sms' ? message.notice('zh').kind : message.script('zh').script;

/** Of contacts that meet one goes on in each round. */
const rounds = 20;

async function passGate(
  services: ContactServices,
  contacting: Contacting,
  channel: ContactRecord['channel'],
  also: Also = () => [],
  said?: string,
): Promise<Refused | Overtaken | LetThrough> {
  const { store, vault, rules, random } = services;
  const { customerId, recipientId, loanId, now, actorId, requestId } = contacting;
  const contactId = newId('con', random);
  const question = { channel, recipientId, loanId, atMillis: now };
  let reach: Reach | undefined;
  for (let round = 0; round < rounds; round++) {
    const situation = await readSituation(store, customerId);
    let decision = decideContact(rules, question, factsOf(situation, undefined));
    // Nothing is opened for a contact that is refused already.
    if (decision.allowed)
      reach ??= await reachDebtor(vault, situation, channel !== 'sms', { actorId, requestId, now });
    const number = await readNumber(store, reach?.numberIndex);
    if (decision.allowed) decision = decideContact(rules, question, factsOf(situation, number));

    const record = recordOf(contacting, { contactId, channel, said }, decision);
    const others = also(decision, contactId);
    const changes = [insertContact(record, keptMonthsOf(rules, decision.rulesVersion))];
    if (decision.allowed) {
      const recent = recentOf(record, now, reach?.numberIndex);
      changes.push(writeDebtor(situation.debtorItem, withContact(situation.debtor, recent)));
      if (reach?.numberIndex)
        changes.push(
          writeDial(number, reach.numberIndex, { contactId, atMillis: now, result: 'pending' }),
        );
    }
    const committed = await store.commit([...others, ...changes]);
    if (!committed.ok) {
      if (committed.error.failed.some((at) => at < others.length)) return { outcome: 'conflict' };
      continue;
    }
    if (!decision.allowed) return { outcome: 'refused', contactId, decision };
    return { outcome: 'allowed', record, debtor: situation.debtor, phone: reach!.phone };
  }
  throw new Error('others contact this debtor all the time');
}
