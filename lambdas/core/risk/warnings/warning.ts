/** Early warning after the money is out: which signs are strong enough, and what follows. */
import { addDays, type IsoDate } from '../../calendar';

export const warningTriggers = [
  'otherLenderDelinquency',
  'otherLenderInquiries',
  'scoreFallenFar',
  'scoreFalling',
  'payingWithinGrace',
  'autopaySwitchedOff',
  'limitRequests',
] as const;
export type WarningTrigger = (typeof warningTriggers)[number];

/** Every action also puts the borrower on the watch list. */
export const warningActions = ['watch', 'softContact', 'cutLimit', 'freezeLimit'] as const;
export type WarningAction = (typeof warningActions)[number];

export interface WarningRule {
  readonly trigger: WarningTrigger;
  /** The sign is strong enough from this value on. */
  readonly from: number;
  readonly action: WarningAction;
  /** Of a cut: what share of the limit is kept, in parts per million. */
  readonly keepPpm?: number;
  /** The same trigger is not raised again within so many days. */
  readonly coolOffDays: number;
}

export interface WarningRules {
  readonly rules: string;
  readonly version: number;
  readonly triggers: readonly WarningRule[];
}

/** Signs by trigger, as whole numbers; what is unknown is absent and raises nothing. */
export type Signs = Partial<Readonly<Record<WarningTrigger, number>>>;

export interface Warning {
  readonly trigger: WarningTrigger;
  readonly action: WarningAction;
  readonly value: number;
  readonly raisedOn: IsoDate;
  readonly rulesVersion: string;
}

/**
 * The warnings that signs raise on a day: strong enough, and not within the cool-off of the same
 * trigger.
 */
export function warningsFrom(
  rules: WarningRules,
  signs: Signs,
  raised: readonly Pick<Warning, 'trigger' | 'raisedOn'>[],
  today: IsoDate,
): readonly Warning[] {
  return rules.triggers.flatMap(({ trigger, from, action, coolOffDays }) => {
    const value = signs[trigger];
    const cooling = raised.some(
      (earlier) => earlier.trigger === trigger && today < addDays(earlier.raisedOn, coolOffDays),
    );
    if (value === undefined || value < from || cooling) return [];
    const rulesVersion = `${rules.rules}-${rules.version}`;
    return [{ trigger, action, value, raisedOn: today, rulesVersion }];
  });
}
