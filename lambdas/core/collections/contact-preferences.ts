/** What a debtor decides about being contacted; nobody decides it for them. */
import type { Language } from '../ports/notifier';
import { failure, type Result, success } from '../result';
import type { ContactChannel } from './contact-gate';
import type { Debtor } from './debtor-record';
import { clockText, isTimeZone, minuteOfDay } from './local-time';

export interface ContactPreferences {
  readonly doNotContact: boolean;
  readonly declinedChannels: readonly ContactChannel[];
  /** HH:MM, both within one day. */
  readonly agreedHours?: { readonly from: string; readonly to: string } | undefined;
  readonly language?: Language | undefined;
  readonly timeZone?: string | undefined;
}

export const preferencesOf = (debtor: Debtor) => ({
  doNotContact: debtor.doNotContactSince !== undefined,
  declinedChannels: [...(debtor.declinedChannels ?? [])],
  ...(debtor.agreedHours && {
    agreedHours: {
      from: clockText(debtor.agreedHours.fromMinute),
      to: clockText(debtor.agreedHours.toMinute),
    },
  }),
  ...(debtor.language && { language: debtor.language }),
  ...(debtor.timeZone && { timeZone: debtor.timeZone }),
});

/** The whole of the preferences anew; what the gate counts and what rests contacts stays. */
export function withPreferences(
  { customerId, stops, recent, deceasedSince, wrongNumberVersion, ...before }: Debtor,
  wish: ContactPreferences,
  now: number,
): Result<Debtor, 'agreedHours' | 'timeZone'> {
  const at = new Date(now).toISOString();
  const fromMinute = minuteOfDay(wish.agreedHours?.from ?? '');
  const toMinute = minuteOfDay(wish.agreedHours?.to ?? '');
  const isWindow = fromMinute !== undefined && toMinute !== undefined && fromMinute < toMinute;
  if (wish.agreedHours && !isWindow) return failure('agreedHours');
  if (wish.timeZone !== undefined && !isTimeZone(wish.timeZone)) return failure('timeZone');
  return success({
    customerId,
    stops,
    recent,
    ...(deceasedSince && { deceasedSince }),
    ...(wrongNumberVersion !== undefined && { wrongNumberVersion }),
    ...(wish.doNotContact && { doNotContactSince: before.doNotContactSince ?? at }),
    declinedChannels: [...new Set(wish.declinedChannels)],
    ...(isWindow && { agreedHours: { fromMinute, toMinute, agreedAt: at } }),
    ...(wish.language && { language: wish.language }),
    ...(wish.timeZone && { timeZone: wish.timeZone }),
  });
}
