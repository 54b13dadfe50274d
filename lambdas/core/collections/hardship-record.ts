/**
 * A hardship request: the borrower cannot pay as agreed and asks for help; contacts rest until
 * people have decided. Codes and an amount only: free text would describe a person, and often an
 * illness, in a table that is not sealed.
 */
import type { IsoDate } from '../calendar';
import { startOfDayInChina } from '../china-day';
import type { Change, Item, Key } from '../ports/store';
import { casePartition } from './case-record';
import type { Stop } from './contact-gate';

export const hardshipReasons = [
  'unemployment',
  'lowerIncome',
  'illness',
  'familyEvent',
  'disaster',
  'other',
] as const;
export type HardshipReason = (typeof hardshipReasons)[number];

/** What would help, as the borrower sees it; people decide on the adjustment. */
export const hardshipWishes = ['pause', 'lowerInstalments', 'lowerRate', 'advice'] as const;
export type HardshipWish = (typeof hardshipWishes)[number];

export const hardshipRefusals = {
  noProof: {
    en: 'We have not received anything that shows the change you told us of.',
    zh: '我们未收到能够说明您所述变化的材料。',
  },
  affordable: {
    en: 'By what we know of your means, the instalments can be paid as agreed.',
    zh: '根据我们掌握的情况，您可以按约定偿还各期款项。',
  },
  helpedBefore: {
    en: 'The loan has been changed for the same reason before, and the new terms were not kept.',
    zh: '该借款此前已因同样原因调整，且调整后的约定未被履行。',
  },
  wouldNotHelp: {
    en: 'No change of the loan that we may make would let you repay it.',
    zh: '我们可以作出的调整均无法使您还清该借款。',
  },
  repaidMeanwhile: {
    en: 'The loan has been repaid meanwhile: there is nothing left to change.',
    zh: '该借款已经结清，无需再作调整。',
  },
} as const;
export type HardshipRefusal = keyof typeof hardshipRefusals;
export const hardshipRefusalCodes = Object.keys(hardshipRefusals) as HardshipRefusal[];

export interface HardshipAsked {
  readonly reason: HardshipReason;
  readonly wish: HardshipWish;
  /** What the borrower could pay each month, in fen. */
  readonly payableFen?: number | undefined;
}

export interface HardshipRequest extends HardshipAsked {
  readonly loanId: string;
  readonly customerId: string;
  readonly status: 'open' | 'granted' | 'refused';
  readonly askedAt: string;
  readonly askedBy: 'borrower' | 'collector';
  /** How often help was asked for with this loan before. */
  readonly earlier: number;
  readonly decidedAt?: string;
  readonly decidedBy?: string;
  /** What was changed of the loan for it. */
  readonly adjustmentId?: string;
  /** The first due day of the plan, or of one granted before: contacts rest until it is over. */
  readonly restsUntil?: string;
  readonly refusal?: HardshipRefusal;
}

type HardshipBody = HardshipRequest & Record<string, unknown>;
export type HardshipItem = Item<HardshipBody>;

/** The latest request about a loan. */
export const hardshipKey = (loanId: string): Key => ({
  table: 'collections',
  partition: casePartition(loanId),
  sort: 'HARDSHIP',
});

/** Few ask at a time: one partition is enough. */
export const openHardshipPartition = 'HARDSHIP#open';

export function writeHardship(read: HardshipItem | undefined, next: HardshipRequest): Change {
  const place = { partition: openHardshipPartition, sort: `${next.askedAt}#${next.loanId}` };
  const item = {
    key: hardshipKey(next.loanId),
    body: JSON.parse(JSON.stringify(next)),
    ...(next.status === 'open' && { indexes: { index2: place } }),
  };
  return read ? { kind: 'replace', item, expectedVersion: read.version } : { kind: 'insert', item };
}

/** A request that is open already stays as it was asked. */
export function askForHelp(
  read: HardshipItem | undefined,
  about: Pick<HardshipRequest, 'loanId' | 'customerId' | 'askedBy'>,
  { reason, wish, payableFen }: HardshipAsked,
  now: number,
): HardshipRequest {
  if (read?.body.status === 'open') return read.body;
  return {
    ...about,
    reason,
    wish,
    ...(payableFen !== undefined && { payableFen }),
    status: 'open',
    askedAt: new Date(now).toISOString(),
    earlier: read ? read.body.earlier + 1 : 0,
    ...(read?.body.restsUntil && { restsUntil: read.body.restsUntil }),
  };
}

/** While a plan runs contacts rest; its first due day decides whether they begin again. */
export const planStop = (loanId: string, restsUntil: IsoDate): Stop => ({
  kind: 'hardship',
  loanId,
  untilMillis: startOfDayInChina(restsUntil) + 86_400_000,
});
