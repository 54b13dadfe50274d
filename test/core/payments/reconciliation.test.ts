/** Reconciliation finds every kind of difference, and what it does not find balances to zero. */
import * as fc from 'fast-check';
import { accounts } from '../../../lambdas/core/ledger/accounts';
import type { Instruction } from '../../../lambdas/core/payments/instruction';
import {
  type DifferenceKind,
  differenceKinds,
  type Known,
  reconcile,
} from '../../../lambdas/core/payments/reconciliation';
import {
  agedSuspense,
  caseOf,
  decideResolution,
  openCase,
  proposeResolution,
} from '../../../lambdas/core/payments/reconciliation-case';
import type { StatementEntry } from '../../../lambdas/core/ports/payment-channel';

const day = '2026-11-22';
const at = '2026-11-22T04:00:00.000Z';
const dayOf = (instant: string) =>
  new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);

const paid = (instructionId: string, change: Partial<Instruction> = {}): Known => ({
  instruction: {
    instructionId,
    purpose: 'disbursement',
    orderedBy: 'workflow',
    subjectId: `ord_${instructionId}`,
    customerId: 'cus_1',
    channel: 'sandbox',
    accountToken: 'account-1',
    amountFen: 700,
    state: 'succeeded',
    createdAtMillis: Date.parse('2026-11-22T03:00:00Z'),
    concludedAt: at,
    ...change,
  },
  bookedFen: 700,
});

const line = (instructionId: string, change: Partial<StatementEntry> = {}): StatementEntry => ({
  instructionId,
  direction: 'disbursement',
  amountFen: 700,
  occurredAt: at,
  ...change,
});

const judged = (known: readonly Known[], entries: readonly StatementEntry[]) =>
  reconcile({
    channel: 'sandbox',
    day,
    entries,
    dayOf,
    known: new Map(known.map((each) => [each.instruction.instructionId, each])),
  });

/** Each kind, made from a day on which everything agreed. */
const seeds: Readonly<Record<DifferenceKind, [Known[], StatementEntry[]]>> = {
  missing: [[paid('a')], []],
  extra: [[], [line('a')]],
  amount: [[paid('a')], [line('a', { amountFen: 701 })]],
  direction: [[paid('a')], [line('a', { direction: 'collection' })]],
  failedButMoved: [[paid('a', { state: 'failed' })], [line('a')]],
  openButMoved: [[paid('a', { state: 'unknown', concludedAt: undefined as never })], [line('a')]],
  unresolved: [[paid('a', { state: 'sent', concludedAt: undefined as never })], []],
  duplicate: [[paid('a')], [line('a'), line('a')]],
  anotherDay: [[paid('a', { concludedAt: '2026-11-23T04:00:00.000Z' })], [line('a')]],
  anotherChannel: [[paid('a', { channel: 'alipay' })], [line('a')]],
  returned: [[paid('a')], [line('a'), line('a', { direction: 'return' })]],
  unbooked: [[{ ...paid('a'), bookedFen: undefined }], [line('a')]],
  bookedAmount: [[{ ...paid('a'), bookedFen: 699 }], [line('a')]],
};

describe('reconciliation', () => {
  it('finds nothing on a day on which all three sides agree', () => {
    const repayment = paid('b', { purpose: 'repayment', amountFen: 300 });
    const found = judged(
      [paid('a'), { ...repayment, bookedFen: 300 }],
      [line('a'), line('b', { direction: 'collection', amountFen: 300 })],
    );

    expect(found).toEqual({
      differences: [],
      totals: { statementFen: -400, instructionsFen: -400, unexplainedFen: 0, matched: 2 },
    });
  });

  it.each(differenceKinds)('finds what is %s, and nothing besides', (kind) => {
    const [known, entries] = seeds[kind];
    const found = judged([...known, paid('z')], [...entries, line('z')]);

    expect(found.differences.map((difference) => difference.kind)).toEqual([kind]);
    expect(found.totals.unexplainedFen).toBe(0);
  });

  it('explains the statement to the fen, whatever is wrong with it', () => {
    const kinds = fc.subarray([...differenceKinds], { minLength: 1 });
    fc.assert(
      fc.property(kinds, fc.integer({ min: 0, max: 20 }), (chosen, agreeing) => {
        const known: Known[] = [];
        const entries: StatementEntry[] = [];
        const add = (id: string, [some, lines]: [Known[], StatementEntry[]]) => {
          for (const each of some)
            known.push({ ...each, instruction: { ...each.instruction, instructionId: id } });
          for (const each of lines) entries.push({ ...each, instructionId: id });
        };
        for (const kind of chosen) add(kind, seeds[kind]);
        for (let n = 0; n < agreeing; n++) add(`n${n}`, [[paid('a')], [line('a')]]);
        const found = judged(known, entries);

        expect(new Set(found.differences.map(({ kind }) => kind))).toEqual(new Set(chosen));
        expect(found.totals.unexplainedFen).toBe(0);
        expect(found.totals.matched).toBeGreaterThanOrEqual(agreeing);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a case', () => {
  const open = (kind: DifferenceKind, effectFen: number) =>
    caseOf('sandbox', day, { kind, instructionId: 'a', effectFen }, Date.parse(at));

  it('is the same for the same difference, and another for any other', () => {
    expect(open('extra', -700).caseId).toBe(open('extra', -700).caseId);
    expect(open('extra', -700).caseId).not.toBe(open('missing', -700).caseId);
    expect(open('extra', -700).caseId).toMatch(/^rcn_[a-z2-7]{26}$/);
  });

  it('puts what it is worth into suspense, in postings that sum to zero', () => {
    const [, posting] = openCase(open('extra', -700), day as never);

    expect(posting).toMatchObject({
      item: {
        body: {
          postings: [
            { account: 'payer', amountFen: -700 },
            { account: 'suspense', amountFen: 700 },
          ],
        },
      },
    });
    expect(openCase(open('unbooked', 0), day as never)).toHaveLength(1);
  });

  it('needs two people where money is at stake, and one where it is not', () => {
    const proposed = proposeResolution(open('extra', -700), 'channelCorrected', 'stf_a');
    if (!proposed.ok) throw new Error('it was open');
    expect(proposed.value.state).toBe('proposed');
    expect(decideResolution(proposed.value, 'approve', 'stf_a')).toMatchObject({
      error: 'samePerson',
    });
    expect(decideResolution(proposed.value, 'approve', 'stf_b')).toMatchObject({
      value: { state: 'resolved', resolvedBy: 'stf_b' },
    });
    expect(decideResolution(proposed.value, 'reject', 'stf_b')).toMatchObject({
      value: { state: 'open' },
    });
    expect(proposeResolution(open('unbooked', 0), 'booksCorrected', 'stf_a')).toMatchObject({
      value: { state: 'resolved' },
    });
    expect(proposeResolution(proposed.value, 'timing', 'stf_b')).toMatchObject({ error: 'closed' });
  });

  it('ages in suspense', () => {
    const now = Date.parse(at);
    const aged = [0, 3, 20, 90].map((days, index) => ({
      ...open('extra', 10 ** index),
      openedAtMillis: now - days * 86_400_000,
    }));

    expect(agedSuspense(aged, now)).toEqual([1, 10, 100, 1000]);
  });
});

describe('the chart of accounts', () => {
  it('has no account in which Sunlend would hold its clients’ money', () => {
    // Claims on the licensed payer and on borrowers; what is owed to them is credit, never a fund.
    const assets = Object.entries(accounts).flatMap(([name, kind]) =>
      kind === 'asset' ? name : [],
    );

    expect(assets).toEqual([
      'payer',
      'loanPrincipal',
      'interestReceivable',
      'feesReceivable',
      'penaltyReceivable',
      'lossAllowance',
    ]);
    for (const name of Object.keys(accounts))
      expect(name).not.toMatch(/client|customer|deposit|trust|escrow|wallet|pool|reserve|cash/i);
  });
});
