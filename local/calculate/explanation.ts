/** What `calculate` says when it is asked nothing: each command with an example to paste. */
import type { Command } from './answers';

const terms = {
  principalFen: 1_000_000,
  annualRatePpm: 158_000,
  method: 'equalInstalments',
  instalments: 3,
  frequency: { unit: 'months', every: 1 },
  disbursedOn: '2026-01-31',
  dayCount: 'period',
  rounding: { mode: 'halfUp' },
};

interface Explained {
  readonly says: string;
  readonly fields: string;
  readonly example: unknown;
}

export const explanations: Readonly<Record<Command, Explained>> = {
  schedule: {
    says: 'the repayment schedule of a loan: rows and totals',
    fields: `principalFen, annualRatePpm, instalments, disbursedOn, firstDueOn?, anchorDay?
method: equalInstalments | equalPrincipal | interestFirst | bullet
interestMethod?: declining | flat        frequency: { unit: days | weeks | months | years, every }
dayCount: period | 30/360 | actual/360 | actual/364 | actual/365 | actual/actual
rounding: { mode: halfUp | halfEven, instalmentMultipleFen?, amountMultipleFen?, evenOut?,
            remainderTo?: last | first }
graceInstalments? (interest only)        interestGraceInstalments? (interest falls due later)
interestFreeInstalments?                 instalmentFen? (fixed; equalPrincipal: its principal)
balloonFen? (principal of the last one)  downPaymentFen? (row 1, on the day of payout)
levelFrom?: periodRate | exactFactors | firstPeriod    monthEnd?: clamp | roll
businessDays?: { shift: following | preceding | modifiedFollowing, holidays, workingWeekends? }`,
    example: terms,
  },
  loan: {
    says: 'the life of a loan: after each event its state, rows and postings; the payoff at asOf',
    fields: `terms: a schedule's fields, and
  allocation?: [fees, penalty, interest, principal] or { order, advanceOrder?,
               excess: next | last | spread | credit | reduce }
  penalty?: { annualRatePpm, graceDays, base: principal | principalAndInterest, daysPerYear }
  fees?: [{ code, when: upfront | perInstalment | atEnd, amountFen | sharePpm }]
  prepayment?: { minimumFen, effects, feePpm }   interestRecalculation?: scheduled | daily
events: [{ on, type, id?, … }] with type one of disbursed, repaid amountFen, prepaid amountFen
  effect, paidOff [amountFen], feeCharged amountFen component dueOn, waived component amountFen,
  reversed eventId, rescheduled instalments firstDueOn? annualRatePpm?, extended periods,
  rateChanged annualRatePpm, writtenOff, recovered amountFen, refunded amountFen, dayClosed
asOf?: the day of the last view and the payoff`,
    example: {
      terms: { ...terms, penalty: { annualRatePpm: 219_000, graceDays: 3 } },
      events: [
        { on: '2026-02-28', type: 'repaid', amountFen: 342_149 },
        { on: '2026-03-10', type: 'paidOff' },
      ],
      asOf: '2026-03-10',
    },
  },
  rate: {
    says: 'the rate of return of cash flows: XIRR on days / 365, or IRR on equal periods',
    fields: 'flows: [{ on, amountFen }]   or   amountsFen: [...], periodsPerYear?',
    example: { amountsFen: [-1_000_000, 342_149, 342_149, 342_149], periodsPerYear: 12 },
  },
  cap: {
    says: 'the verdict of the legal cap on an offer with all its fees, and its proof',
    fields: `a loan's terms with fees (or flows and amountsFen, periodsPerYear), on?, and
institutionKind: licensedLender | internetLoanAssist | consumerFinance | microLoan | privateLending`,
    example: {
      ...terms,
      fees: [{ code: 'service', when: 'perInstalment', sharePpm: 600 }],
      institutionKind: 'licensedLender',
      on: '2026-01-31',
    },
  },
};

export function explain(command?: Command): string {
  if (command === undefined) {
    const lines = Object.entries(explanations).map(
      ([name, { says }]) => `  ${name.padEnd(10)}${says}`,
    );
    return [
      'calculate COMMAND [--table | --csv]   JSON lines in, JSON lines out',
      'Dates are ISO, money is in fen, rates are in ppm a year.',
      '',
      ...lines,
      '',
      'npm run -s calculate -- COMMAND   without input explains a command.',
    ].join('\n');
  }
  const { says, fields, example } = explanations[command];
  return [
    `${command}: ${says}`,
    '',
    fields,
    '',
    'For example:',
    `echo '${JSON.stringify(example)}' | npm run -s calculate -- ${command} --table`,
  ].join('\n');
}
