/** What the sandbox's data sources answer, checked field by field and put under our names. */
import * as z from 'zod';
import type { SourceAnswer, SourceValues } from '../core/ports/data-source';

const nobody = z.strictObject({ found: z.literal(false) });
const count = z.int().min(0).max(1_000);
const months = z.int().min(0).max(600);
const fen = z.int().min(0).max(10_000_000_000);

const carrier = z.discriminatedUnion('found', [
  nobody,
  z.strictObject({
    found: z.literal(true),
    monthsInNet: months,
    realNameMatched: z.boolean(),
    status: z.enum(['active', 'suspended', 'closed']),
  }),
]);

const bureau = z.discriminatedUnion('found', [
  nobody,
  z.strictObject({
    found: z.literal(true),
    score: z.int().min(300).max(900),
    openLoans: count,
    inquiries30d: count,
    inquiries90d: count,
    delinquencies24m: z.int().min(0).max(24),
    monthlyDebtFen: fen,
  }),
]);

const commerce = z.discriminatedUnion('found', [
  nobody,
  z.strictObject({
    found: z.literal(true),
    accountMonths: months,
    monthlySpendFen: fen,
    returnsPpm: z.int().min(0).max(1_000_000),
  }),
]);

const device = z.discriminatedUnion('found', [
  nobody,
  z.strictObject({
    found: z.literal(true),
    firstSeenDaysAgo: z.int().min(0).max(20_000),
    emulator: z.boolean(),
    rooted: z.boolean(),
  }),
]);

type Found<S extends z.ZodType> = Extract<z.output<S>, { found: true }>;

/** What the schema does not promise makes the whole answer wrong: half of one proves nothing. */
const reader =
  <S extends z.ZodType<{ readonly found: boolean }>>(
    schema: S,
    valuesOf: (found: Found<S>) => SourceValues,
  ) =>
  (body: unknown): SourceAnswer => {
    const read = schema.safeParse(body);
    if (!read.success) return { outcome: 'wrong' };
    const values = read.data.found ? valuesOf(read.data as Found<S>) : {};
    return { outcome: 'answered', values };
  };

export const readCarrier = reader(carrier, ({ monthsInNet, realNameMatched, status }) => ({
  carrierMonthsInNet: monthsInNet,
  carrierRealNameMatched: realNameMatched,
  carrierStatus: status,
}));

export const readBureau = reader(bureau, (report) => ({
  bureauScore: report.score,
  bureauOpenLoans: report.openLoans,
  bureauInquiries30d: report.inquiries30d,
  bureauInquiries90d: report.inquiries90d,
  bureauDelinquencies24m: report.delinquencies24m,
  bureauMonthlyDebtFen: report.monthlyDebtFen,
}));

export const readCommerce = reader(commerce, ({ accountMonths, monthlySpendFen, returnsPpm }) => ({
  commerceAccountMonths: accountMonths,
  commerceMonthlySpendFen: monthlySpendFen,
  commerceReturnsPpm: returnsPpm,
}));

export const readDevice = reader(device, ({ firstSeenDaysAgo, emulator, rooted }) => ({
  deviceAgeDays: firstSeenDaysAgo,
  deviceEmulator: emulator,
  deviceRooted: rooted,
}));
