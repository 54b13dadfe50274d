/**
 * The rules of contacting a debtor, read once more and in another way: every moment is spelled out
 * as people write it in their zone, and texts are compared.
 */
import type {
  ContactFacts,
  ContactQuestion,
  GateReason,
} from '../../../lambdas/core/collections/contact-gate';
import type { ContactRules } from '../../../lambdas/core/collections/contact-rules';

const writers = new Map<string, Intl.DateTimeFormat>();

/** For example 2026-11-23 10:15:30, as Swedes write it. */
function written(zone: string, instant: number): string {
  let writer = writers.get(zone);
  if (!writer) {
    const style = { dateStyle: 'short', timeStyle: 'medium', timeZone: zone } as const;
    writer = new Intl.DateTimeFormat('sv-SE', style);
    writers.set(zone, writer);
  }
  return writer.format(instant);
}

const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const day = 24 * 60 * 60 * 1000;

/** In the order in which the gate names them. */
export function oracleReasons(
  versions: readonly ContactRules[],
  asked: ContactQuestion,
  { standing, history, dials, wrongNumber }: ContactFacts,
): GateReason[] {
  const now = asked.atMillis;
  const dayThere = written('Asia/Shanghai', now).slice(0, 10);
  let rules: ContactRules | undefined;
  for (const version of versions) if (version.from <= dayThere) rules = version;
  if (!rules) return ['noRulesInForce'];

  const zone = standing.timeZone ?? rules.timeZone;
  const [today, time = ''] = written(zone, now).split(' ');
  // Writing is slow, and no day lasts two.
  const isToday = (at: number) => now - at < 2 * day && written(zone, at).startsWith(`${today} `);
  const isOpen = (window?: { fromMinute: number; toMinute: number }) =>
    window !== undefined &&
    time.slice(0, 5) >= clockText(window.fromMinute) &&
    time.slice(0, 5) < clockText(window.toMinute);
  const stopped = (kind: string) =>
    standing.stops.some(
      (stop) =>
        stop.kind === kind &&
        stop.loanId === asked.loanId &&
        (stop.untilMillis === undefined || now < stop.untilMillis),
    );
  const isCall = asked.channel !== 'sms';
  const texts = history.filter((past) => past.channel === 'sms').map((past) => past.atMillis);
  let answered = 0;
  for (const { result, atMillis } of history)
    if ((result === 'answered' || result === 'pending') && isToday(atMillis)) answered += 1;
  let missed = 0;
  for (const { result, atMillis } of dials)
    if ((result === 'unanswered' || result === 'pending') && isToday(atMillis)) missed += 1;

  const holding: Record<GateReason, boolean> = {
    noRulesInForce: false,
    notTheDebtor: asked.recipientId !== standing.customerId,
    doNotContact: standing.doNotContact === true,
    channelDeclined: (standing.declinedChannels ?? []).some((channel) => channel === asked.channel),
    deceased: standing.deceased === true,
    legalHold: standing.legalHold === true,
    deletionScheduled: standing.deletionScheduled === true,
    wrongNumber: wrongNumber === true,
    dispute: stopped('dispute'),
    promiseStanding: stopped('promise'),
    hardshipPlan: stopped('hardship'),
    quietHours: !isOpen(rules.allowedHours) && !isOpen(standing.agreedHours),
    effectiveCallsUsedUp: isCall && answered >= rules.effectiveCallsPerDay,
    unansweredDialsUsedUp: isCall && missed >= rules.unansweredDialsPerNumberPerDay,
    smsPerDayUsedUp: !isCall && texts.filter(isToday).length >= rules.sms.perDay,
    smsPerSevenDaysUsedUp:
      !isCall && texts.filter((at) => now - at < 7 * day).length >= rules.sms.perSevenDays,
    smsTooSoon: !isCall && texts.some((at) => now - at < rules.sms.minutesBetween * 60_000),
  };
  return (Object.keys(holding) as GateReason[]).filter((reason) => holding[reason]);
}
