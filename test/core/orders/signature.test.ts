/** Signing: nothing but what was shown, long enough, in time, within the limit and the cap. */
import { addDays, isoDate } from '../../../lambdas/core/calendar';
import { dayInChina, startOfDayInChina } from '../../../lambdas/core/china-day';
import { fen } from '../../../lambdas/core/money';
import type { CapRule } from '../../../lambdas/core/orders/cap';
import { costSheet } from '../../../lambdas/core/orders/cost-sheet';
import type { LimitRecord } from '../../../lambdas/core/orders/limit-record';
import { type Catalogue, isWithinCapOn, offerOf } from '../../../lambdas/core/orders/offer';
import type { Order } from '../../../lambdas/core/orders/order-record';
import type { Product } from '../../../lambdas/core/orders/product';
import { sign } from '../../../lambdas/core/orders/signature';
import { ratePpm } from '../../../lambdas/core/rate';
import { openCatalogue } from '../../../lambdas/platform/composition/products';
import { aLimit, anOrder } from '../../support/orders';

const offeredOn = isoDate('2026-11-22');
const offerEndsAt = startOfDayInChina(addDays(offeredOn, 8)) - 1;
const shownAt = Date.UTC(2026, 10, 22, 3);
const catalogue = openCatalogue();

const anOffer = (changes: Partial<Order> = {}) =>
  anOrder({
    state: 'approved',
    offeredOn,
    offerExpiresAtMillis: offerEndsAt,
    costSheetShownAtMillis: shownAt,
    ...changes,
  });

const hash = sheetHash(anOffer());

describe('a signature', () => {
  it('reserves the limit and keeps what was confirmed', () => {
    const signed = signing();

    expect(signed).toMatchObject({
      ok: true,
      value: {
        order: {
          state: 'pendingDisbursement',
          costSheetHash: hash,
          signedAtMillis: shownAt + 10_000,
        },
        limit: { ledger: { reservations: { [anOffer().orderId]: 1_000_000 } } },
      },
    });
  });

  it('comes not before the sheet has been shown for its reading time', () => {
    expect(signing({ now: shownAt + 9_999 })).toMatchObject(
      refusal('cost_sheet_not_read', { readingSeconds: 10 }),
    );
    expect(signing({ now: shownAt + 10_000 }).ok).toBe(true);
  });

  it('comes not before the sheet has been shown at all', () => {
    const { costSheetShownAtMillis: _, ...unread } = anOffer();

    expect(signing({ order: unread })).toMatchObject(refusal('cost_sheet_not_read'));
  });

  it('counts until the last millisecond of the offer, and no longer', () => {
    expect(signing({ now: offerEndsAt }).ok).toBe(true);
    expect(signing({ now: offerEndsAt + 1 })).toEqual(refusal('offer_expired'));
  });

  it('is for the sheet that was shown and for no other', () => {
    const other = sheetHash(anOffer({ amountFen: 990_000 }));

    expect(signing({ hash: other })).toEqual(refusal('cost_sheet_mismatch'));
    expect(signing({ hash: '0'.repeat(64) })).toEqual(refusal('cost_sheet_mismatch'));
  });

  it('is refused when the limit is too small, taken or frozen', () => {
    const taken = { usages: { loan_other: fen(1_500_000) } };

    for (const limit of [
      aLimit(999_999),
      aLimit(2_000_000, taken),
      aLimit(2_000_000, { frozen: true }),
    ])
      expect(signing({ limit })).toEqual(refusal('limit_exceeded'));
    expect(signing({ limit: aLimit(1_000_000) }).ok).toBe(true);
  });

  it('is refused under a cap that came into force after the offer', () => {
    const capped = withCap({ from: isoDate('2026-11-25'), capPpm: ratePpm(100_000) });
    const on = (date: string) => startOfDayInChina(isoDate(date));

    expect(signing({ catalogue: capped, now: on('2026-11-24') }).ok).toBe(true);
    expect(signing({ catalogue: capped, now: on('2026-11-25') })).toEqual(
      refusal('cost_cap_exceeded'),
    );
  });

  it('is possible for an offer whose product is no longer on sale', () => {
    const withdrawn = {
      ...catalogue,
      find: () => product({ effectiveUntil: addDays(offeredOn, 1) }),
    };

    expect(signing({ catalogue: withdrawn, now: offerEndsAt }).ok).toBe(true);
  });

  it.each(['pendingReview', 'pendingDisbursement', 'repaying', 'cancelled', 'expired'] as const)(
    'is refused while the order is %s',
    (state) => {
      expect(signing({ order: anOffer({ state }) })).toEqual(
        refusal('order_state_conflict', { state }),
      );
    },
  );
});

describe('the last look at the cap', () => {
  it('finds nothing to pay out without an offer', () => {
    const { offeredOn: _, ...unoffered } = anOffer();

    expect(isWithinCapOn(unoffered, catalogue, offeredOn)).toBe(false);
    expect(isWithinCapOn(anOffer(), catalogue, offeredOn)).toBe(true);
  });

  it('finds nothing to pay out where no cap rule holds', () => {
    const lawless = { ...catalogue, capRules: [] };

    expect(isWithinCapOn(anOffer(), lawless, offeredOn)).toBe(false);
  });
});

interface Attempt {
  readonly order?: Order;
  readonly limit?: LimitRecord;
  readonly hash?: string;
  readonly catalogue?: Catalogue;
  readonly now?: number;
}

function signing(attempt: Attempt = {}) {
  const now = attempt.now ?? shownAt + 10_000;
  return sign(
    attempt.order ?? anOffer(),
    attempt.limit ?? aLimit(),
    attempt.hash ?? hash,
    attempt.catalogue ?? catalogue,
    { now, today: dayInChina(now) },
  );
}

const refusal = (code: string, figures?: object) => ({
  ok: false,
  error: { code, ...(figures && { figures }) },
});

function sheetHash(order: Order): string {
  const offer = offerOf(order, catalogue, offeredOn);
  if (!offer.ok) throw new Error(offer.error.message);
  return costSheet(offer.value).sha256;
}

function product(changes: Partial<Product>): Product {
  return { ...catalogue.find('sunlend-flex', 1)!, ...changes };
}

/** The catalogue with a stricter cap from some day on. */
function withCap(rule: Pick<CapRule, 'from' | 'capPpm'>): Catalogue {
  const capRules = catalogue.capRules.flatMap((known) =>
    known.institutionKind === 'licensedLender'
      ? [
          { ...known, until: rule.from },
          { ...known, ...rule, version: 'stricter' },
        ]
      : [known],
  );
  return { ...catalogue, capRules };
}
