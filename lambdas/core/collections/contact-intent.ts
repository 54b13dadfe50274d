/** What is committed of a contact before anything is sent: its record, and what the gate counts. */
import type { ContactChannel, GateDecision } from './contact-gate';
import type { ContactRecord, ContactStatus } from './contact-record';
import type { RecentContact } from './debtor-record';

/** Of somebody, by somebody, at a moment. */
export interface Contacting {
  readonly loanId: string;
  /** Whose loan it is. */
  readonly customerId: string;
  /** Whom to contact: anybody but the debtor is refused. */
  readonly recipientId: string;
  readonly purpose: ContactRecord['purpose'];
  readonly actorId: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly strategyVersion?: string;
  readonly arm?: string;
}

export interface Made {
  readonly contactId: string;
  readonly channel: ContactChannel;
  readonly said: string | undefined;
}

/** What is written of a contact before anything happens. */
export function recordOf(
  { customerId, loanId, purpose, now, actorId, strategyVersion, arm }: Contacting,
  { contactId, channel, said }: Made,
  decision: GateDecision,
): ContactRecord {
  return {
    contactId,
    customerId,
    loanId,
    channel,
    purpose,
    at: new Date(now).toISOString(),
    status: statusOf(channel, decision),
    ...(decision.rulesVersion !== undefined && { rulesVersion: decision.rulesVersion }),
    ...(!decision.allowed && {
      reasons: decision.reasons,
      ...(decision.nextAllowedMillis !== undefined && {
        nextAllowedAt: new Date(decision.nextAllowedMillis).toISOString(),
      }),
    }),
    ...(said !== undefined && { said }),
    actorId,
    ...(strategyVersion !== undefined && { strategyVersion }),
    ...(arm !== undefined && { arm }),
  };
}

/** What the gate counts it by. */
export const recentOf = (
  { contactId, loanId, channel }: ContactRecord,
  atMillis: number,
  numberIndex: string | undefined,
): RecentContact => ({
  contactId,
  loanId,
  atMillis,
  channel,
  ...(channel !== 'sms' && { result: 'pending' as const }),
  ...(numberIndex !== undefined && { numberIndex }),
});

/** Whoever dials by hand is on the line at once; what is sent for us is only meant so far. */
function statusOf(channel: ContactChannel, { allowed }: GateDecision): ContactStatus {
  if (!allowed) return 'refused';
  return channel === 'person' ? 'pending' : 'intended';
}
