/**
 * The contact gate (GB/T 45251-2025): whether a debtor may be contacted now, and if not, why and
 * when at the earliest. Every contact about a loan passes it first; what it refuses is not made.
 */
import { dayInChina, startOfDayInChina } from '../china-day';
import { objectionsTo } from './contact-objections';
import { type ContactRules, nextRules, rulesInForce } from './contact-rules';
import type { DayWindow } from './local-time';

export const contactChannels = ['sms', 'voiceRobot', 'person'] as const;
export type ContactChannel = (typeof contactChannels)[number];

/** Why contacts about a loan, or about all of a debtor's, rest. */
export const stopKinds = ['dispute', 'promise', 'hardship'] as const;
export type StopKind = (typeof stopKinds)[number];

export interface Stop {
  readonly kind: StopKind;
  /** The loan it is about. */
  readonly loanId: string;
  /** Milliseconds since the epoch; without it, until it is lifted. */
  readonly untilMillis?: number;
}

/** What became of a dial; until it is known it counts as answered and as unanswered. */
export type DialResult = 'pending' | 'answered' | 'unanswered' | 'notPlaced';

export interface PastContact {
  readonly atMillis: number;
  readonly channel: ContactChannel;
  /** Of calls only. */
  readonly result?: DialResult;
}

/** Everything that stands between us and a debtor. */
export interface Standing {
  readonly customerId: string;
  readonly timeZone?: string;
  /** Hours outside the allowed ones to which the debtor agreed. */
  readonly agreedHours?: DayWindow;
  readonly doNotContact?: boolean;
  readonly declinedChannels?: readonly ContactChannel[];
  readonly deceased?: boolean;
  readonly legalHold?: boolean;
  readonly deletionScheduled?: boolean;
  readonly stops: readonly Stop[];
}

export interface ContactQuestion {
  readonly channel: ContactChannel;
  /** Who would be contacted. */
  readonly recipientId: string;
  readonly loanId: string;
  readonly atMillis: number;
}

export interface ContactFacts {
  readonly standing: Standing;
  /** Contacts that were made with the debtor, at least those of the last seven days. */
  readonly history: readonly PastContact[];
  /** Of calls: dials to the number, whoever it belonged to. */
  readonly dials: readonly Pick<PastContact, 'atMillis' | 'result'>[];
  /** The number turned out not to be the debtor's. */
  readonly wrongNumber?: boolean;
}

export const gateReasons = [
  'noRulesInForce',
  'notTheDebtor',
  'doNotContact',
  'channelDeclined',
  'deceased',
  'legalHold',
  'deletionScheduled',
  'wrongNumber',
  'dispute',
  'promiseStanding',
  'hardshipPlan',
  'quietHours',
  'effectiveCallsUsedUp',
  'unansweredDialsUsedUp',
  'smsPerDayUsedUp',
  'smsPerSevenDaysUsedUp',
  'smsTooSoon',
] as const;
export type GateReason = (typeof gateReasons)[number];

export type GateDecision =
  | { readonly allowed: true; readonly rulesVersion: string }
  | {
      readonly allowed: false;
      /** In the order of `gateReasons`. */
      readonly reasons: readonly GateReason[];
      readonly rulesVersion?: string;
      /** The earliest instant at which the same facts allow it; none: only a change of them can. */
      readonly nextAllowedMillis?: number;
    };

/** A reason that holds, and until when it does without a gap; for good without an end. */
export interface Objection {
  readonly reason: GateReason;
  readonly untilMillis?: number;
}

export function decideContact(
  rules: readonly ContactRules[],
  question: ContactQuestion,
  facts: ContactFacts,
): GateDecision {
  const inForce = rulesInForce(rules, dayInChina(question.atMillis));
  const objections = objectionsTo(inForce, question, facts);
  if (inForce && objections.length === 0) return { allowed: true, rulesVersion: inForce.version };
  const nextAllowedMillis = nextAllowed(rules, question, facts, objections);
  const held = new Set(objections.map(({ reason }) => reason));
  return {
    allowed: false,
    reasons: gateReasons.filter((reason) => held.has(reason)),
    ...(inForce && { rulesVersion: inForce.version }),
    ...(nextAllowedMillis !== undefined && { nextAllowedMillis }),
  };
}

/** No wait takes more: each ends a limit or a night, or crosses a change of clocks or rules. */
const mostSteps = 1_000;

/**
 * Until the last objection ends, or other rules begin, none of the moments is allowed; from there
 * it is asked again.
 */
function nextAllowed(
  rules: readonly ContactRules[],
  question: ContactQuestion,
  facts: ContactFacts,
  first: readonly Objection[],
): number | undefined {
  let objections = first;
  let { atMillis } = question;
  for (let step = 0; step < mostSteps; step++) {
    if (objections.some(isForGood)) return undefined;
    const otherRules = nextRules(rules, dayInChina(atMillis));
    const change = otherRules ? startOfDayInChina(otherRules.from) : Number.POSITIVE_INFINITY;
    const last = Math.max(
      ...objections.map(({ untilMillis = Number.POSITIVE_INFINITY }) => untilMillis),
    );
    atMillis = Math.min(last, change);
    if (atMillis === Number.POSITIVE_INFINITY) return undefined;
    const inForce = rulesInForce(rules, dayInChina(atMillis));
    objections = objectionsTo(inForce, { ...question, atMillis }, facts);
    if (objections.length === 0) return atMillis;
  }
  throw new Error('the wait for a contact does not end');
}

/** Other rules would not help either. */
const isForGood = ({ reason, untilMillis }: Objection): boolean =>
  untilMillis === undefined && reason !== 'noRulesInForce';
