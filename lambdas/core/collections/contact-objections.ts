/** What stands against a contact at an instant: who the debtor is, the hour, and the limits. */
import type {
  ContactFacts,
  ContactQuestion,
  GateReason,
  Objection,
  PastContact,
  Standing,
  StopKind,
} from './contact-gate';
import type { ContactRules } from './contact-rules';
import { isWithin, localTimeAt, nextMinuteOfDay } from './local-time';

export function objectionsTo(
  rules: ContactRules | undefined,
  question: ContactQuestion,
  facts: ContactFacts,
): Objection[] {
  if (!rules) return [{ reason: 'noRulesInForce' }];
  return [
    ...standingObjections(question, facts),
    ...hourObjections(rules, question, facts.standing),
    ...(question.channel === 'sms'
      ? smsObjections(rules, question, facts)
      : callObjections(rules, question, facts)),
  ];
}

const stopReasons = {
  dispute: 'dispute',
  promise: 'promiseStanding',
  hardship: 'hardshipPlan',
} as const satisfies Record<StopKind, GateReason>;

function standingObjections(question: ContactQuestion, facts: ContactFacts): Objection[] {
  const { standing, wrongNumber } = facts;
  const { channel, recipientId, loanId, atMillis } = question;
  const forGood: readonly (readonly [boolean | undefined, GateReason])[] = [
    [recipientId !== standing.customerId, 'notTheDebtor'],
    [standing.doNotContact, 'doNotContact'],
    [standing.declinedChannels?.includes(channel), 'channelDeclined'],
    [standing.deceased, 'deceased'],
    [standing.legalHold, 'legalHold'],
    [standing.deletionScheduled, 'deletionScheduled'],
    [wrongNumber, 'wrongNumber'],
  ];
  const stops = standing.stops.filter(
    (stop) => stop.loanId === loanId && !(stop.untilMillis && stop.untilMillis <= atMillis),
  );
  return [
    ...forGood.flatMap(([holds, reason]) => (holds ? [{ reason }] : [])),
    ...stops.map(({ kind, untilMillis }) => ({
      reason: stopReasons[kind],
      ...(untilMillis !== undefined && { untilMillis }),
    })),
  ];
}

const zoneOf = (rules: ContactRules, standing: Standing): string =>
  standing.timeZone ?? rules.timeZone;

function hourObjections(
  rules: ContactRules,
  { atMillis }: ContactQuestion,
  standing: Standing,
): Objection[] {
  const zone = zoneOf(rules, standing);
  const windows = [rules.allowedHours, ...(standing.agreedHours ? [standing.agreedHours] : [])];
  const { minute } = localTimeAt(zone, atMillis);
  if (windows.some((window) => isWithin(window, minute))) return [];
  const openings = windows.map(({ fromMinute }) => nextMinuteOfDay(zone, atMillis, fromMinute));
  return [{ reason: 'quietHours', untilMillis: Math.min(...openings) }];
}

/** A limit per local day holds until the local day is another one. */
function callObjections(
  rules: ContactRules,
  { atMillis }: ContactQuestion,
  { standing, history, dials }: ContactFacts,
): Objection[] {
  const zone = zoneOf(rules, standing);
  const { day } = localTimeAt(zone, atMillis);
  const today = (contact: Pick<PastContact, 'atMillis'>) =>
    localTimeAt(zone, contact.atMillis).day === day;
  const effective = history.filter((past) => isOne(past, 'answered') && today(past)).length;
  const unanswered = dials.filter((dial) => isOne(dial, 'unanswered') && today(dial)).length;
  const untilMillis = nextMinuteOfDay(zone, atMillis, 0);
  return [
    ...(effective >= rules.effectiveCallsPerDay
      ? [{ reason: 'effectiveCallsUsedUp' as const, untilMillis }]
      : []),
    ...(unanswered >= rules.unansweredDialsPerNumberPerDay
      ? [{ reason: 'unansweredDialsUsedUp' as const, untilMillis }]
      : []),
  ];
}

/** A dial whose end is not known yet counts as both. */
const isOne = ({ result }: Pick<PastContact, 'result'>, what: 'answered' | 'unanswered') =>
  result === what || result === 'pending';

const weekMillis = 7 * 86_400_000;

function smsObjections(
  { sms, ...rules }: ContactRules,
  { atMillis }: ContactQuestion,
  { standing, history }: ContactFacts,
): Objection[] {
  const zone = standing.timeZone ?? rules.timeZone;
  const { day } = localTimeAt(zone, atMillis);
  const sent = history
    .filter(({ channel }) => channel === 'sms')
    .map((past) => past.atMillis)
    .sort((left, right) => right - left);
  const today = sent.filter((at) => localTimeAt(zone, at).day === day).length;
  const lastOfWeek = sent[sms.perSevenDays - 1];
  const [latest] = sent;
  const untilWeek = lastOfWeek === undefined ? 0 : lastOfWeek + weekMillis;
  const untilGap = latest === undefined ? 0 : latest + sms.minutesBetween * 60_000;
  const until = (reason: GateReason, untilMillis: number): Objection[] =>
    untilMillis > atMillis ? [{ reason, untilMillis }] : [];
  return [
    ...(today >= sms.perDay ? until('smsPerDayUsedUp', nextMinuteOfDay(zone, atMillis, 0)) : []),
    ...until('smsPerSevenDaysUsedUp', untilWeek),
    ...until('smsTooSoon', untilGap),
  ];
}
