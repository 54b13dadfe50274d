/** A lived loan is as told only with the untold failure resolved and the one difference found. */
import type { Usage } from '../../../local/cloud/meter';
import type { ReconciledDays } from '../../../local/life/stray-money';
import { type Findings, reportOf, summaryOf } from '../../../local/start/report';

const difference = { kind: 'amount', day: '2026-12-22', instructionId: 'rep_1', effectFen: 1 };

describe('the report of a lived loan', () => {
  it('is good when all went as told', () => {
    const report = reportOf(findings());
    expect(report).toMatchObject({ ok: true, untold: { resolved: true } });
    expect(summaryOf(report).join('\n')).not.toContain('✗');
  });

  it('tells the transitions of the loan apart from those that all loans share', () => {
    const lines = summaryOf(reportOf(findings())).join('\n');
    expect(lines).toContain('transitions: 10 of the loan; by all loans shared, 700 of its nights');
  });

  it.each<[string, Partial<Findings>]>([
    ['nobody asked the bank', { untold: { ...untold(), timesAsked: 0 } }],
    ['the failed order went on', { untold: { ...untold(), orderState: 'repaying' } }],
    ['its limit stayed taken', { untold: { ...untold(), limitIsFree: false } }],
    ['no difference was found', { reconciliation: found() }],
    ['two differences were found', { reconciliation: found(difference, difference) }],
    ['another was found', { reconciliation: found({ ...difference, kind: 'missing' }) }],
    ['nobody explained it', { reconciliation: { ...found(difference), resolution: undefined } }],
    ['a fen stayed in suspense', { reconciliation: { ...found(difference), suspenseFen: 1 } }],
    ['nobody reminded', { forgotten: { ...forgotten(), reminded: 0 } }],
    ['sums lie', { reconciliation: { ...found(difference), unexplainedFen: 1 } }],
  ])('is not when %s', (_, odd) => {
    const report = reportOf(findings(odd));
    expect(report.ok).toBe(false);
    expect(summaryOf(report).join('\n')).toContain('✗');
  });
});

function untold() {
  return { orderState: 'disbursementFailed', timesAsked: 1, limitIsFree: true };
}

function found(...differences: ReconciledDays['differences']): ReconciledDays {
  return { differences, unexplainedFen: 0, resolution: 'channelCorrected', suspenseFen: 0 };
}

function forgotten() {
  const endState = 'repaying';
  return { reminded: 1, overdueState: 'overdue', promise: 'standing', endState };
}

const findings = (odd: Partial<Findings> = {}): Findings => ({
  steps: [],
  seconds: 1,
  loan: {
    orderId: 'ord_1',
    loanId: 'loan_1',
    orderState: 'settled',
    loanState: 'settled',
    paidFen: 1,
  },
  forgotten: forgotten(),
  untold: untold(),
  reconciliation: found(difference),
  impostor: { refused: true, code: 'face_not_verified' },
  ledger: { sumFen: 0, postings: 2, accounts: [] },
  found: [],
  byCause: {},
  total: { calls: {}, transitions: 0 } as unknown as Usage,
  transitions: { ofTheLoan: 10, ofTheNights: 700, ofCollection: 300 },
  denied: [],
  ...odd,
});
