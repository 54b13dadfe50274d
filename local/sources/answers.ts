/** What the sandbox's sources know of anybody: drawn from a keyed hash, the same every time. */
import { createHmac } from 'node:crypto';

export const sandboxSourceNames = ['carrier', 'bureau', 'commerce', 'device'] as const;
export type SandboxSourceName = (typeof sandboxSourceNames)[number];

/** By the last four digits of the phone, or of the device's name: somebody worth a second look. */
export const personMarks: Readonly<
  Record<string, Partial<Readonly<Record<SandboxSourceName, object>>>>
> = {
  '9201': { bureau: { score: 430, delinquencies24m: 9, openLoans: 11 } },
  '9202': { bureau: { inquiries30d: 14, inquiries90d: 31 } },
  '9203': { carrier: { realNameMatched: false } },
  '9204': { carrier: { monthsInNet: 0, status: 'suspended' } },
  '9205': { device: { emulator: true, rooted: true, firstSeenDaysAgo: 0 } },
  '9206': { carrier: { found: false }, bureau: { found: false }, commerce: { found: false } },
};

/** An ordinary person: what varies stays within what a lender is glad of. */
export function answerOf(
  name: SandboxSourceName,
  subject: Readonly<Record<string, string>>,
  key: string,
): object {
  const draw = drawing(key, name, subject);
  const marked = personMarks[tailOf(subject)]?.[name];
  if (marked && 'found' in marked) return marked;
  return { found: true, ...ordinary[name](draw), ...marked };
}

type Draw = (from: number, to: number) => number;

const ordinary: Readonly<Record<SandboxSourceName, (draw: Draw) => object>> = {
  carrier: (draw) => ({
    monthsInNet: draw(24, 143),
    realNameMatched: true,
    status: 'active',
  }),
  bureau: (draw) => {
    const inquiries30d = draw(0, 1);
    return {
      score: draw(660, 820),
      openLoans: draw(0, 2),
      inquiries30d,
      inquiries90d: inquiries30d + draw(0, 2),
      delinquencies24m: 0,
      monthlyDebtFen: draw(0, 80) * 1_000,
    };
  },
  commerce: (draw) => ({
    accountMonths: draw(12, 96),
    monthlySpendFen: draw(50, 400) * 1_000,
    returnsPpm: draw(0, 120) * 1_000,
  }),
  device: (draw) => ({
    firstSeenDaysAgo: draw(30, 900),
    emulator: false,
    rooted: false,
  }),
};

/** Whole numbers from a hash of who is asked about; each draw takes the next four bytes. */
function drawing(key: string, name: string, subject: object): Draw {
  const bytes = createHmac('sha256', key)
    .update(`${name} ${JSON.stringify(Object.entries(subject).sort())}`)
    .digest();
  let at = 0;
  return (from, to) => {
    const drawn = bytes.readUInt32BE(at);
    at += 4;
    return from + (drawn % (to - from + 1));
  };
}

const tailOf = ({ phone, deviceId }: Readonly<Record<string, string>>): string =>
  (phone ?? deviceId ?? '').slice(-4);
