/** POST /loans/{loanId}/repayments: orders a debit from a bound card; the money comes later. */
import { createRepayment } from '../contract/repayment';
import { newId } from '../core/identifiers';
import { createInstruction } from '../core/payments/instruction';
import { payoffQuote } from '../core/repayment/loan';
import { insertRepayment, replaceLoan } from '../core/repayment/loan-record';
import { type BankCardBody, bankCardKey } from '../core/users/rows';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { answer, refuse, serve } from '../platform/serve';
import { ownLoan } from './own-loan';
import { repaymentView } from './views';

export const handler = serve(createRepayment)
  .using({ store: openStore, random: openRandom })
  .with(async ({ params, body, caller, now, today, remember }, { store, random }) => {
    const { loanId } = params;
    const { kind, bankCardId } = body;
    const loan = await ownLoan(store, caller, loanId);
    if (!loan.ok) return loan;
    const card = await store.get<BankCardBody>(bankCardKey(caller.id, bankCardId));
    if (!card) return refuse('not_found');
    const { state, pendingRepaymentId } = loan.value.body;
    if (state.status !== 'active') return refuse('loan_closed');
    if (pendingRepaymentId !== undefined) return refuse('repayment_in_progress');
    const payoffFen = payoffQuote(state, today).totalFen;
    const amountFen = kind === 'payoff' ? payoffFen : body.amountFen;
    if (amountFen === undefined || (kind === 'payoff' && body.amountFen !== undefined))
      return refuse('validation_failed', undefined, [{ path: 'body.amountFen', reason: kind }]);
    if (amountFen > payoffFen) return refuse('amount_exceeds_payoff', { payoffFen });

    const repaymentId = newId('rep', random);
    const createdAt = new Date(now).toISOString();
    const repayment = {
      repaymentId,
      loanId,
      kind,
      amountFen,
      status: 'pending',
      createdAt,
    } as const;
    const reply = { status: 202, body: repaymentView(repayment) };
    const committed = await store.commit([
      replaceLoan(loan.value, { ...loan.value.body, pendingRepaymentId: repaymentId }),
      insertRepayment(repayment),
      ...createInstruction({
        instructionId: repaymentId,
        purpose: 'repayment',
        subjectId: loanId,
        customerId: caller.id,
        channel: card.body.channel,
        accountToken: card.body.accountToken,
        amountFen,
        createdAtMillis: now,
      }),
      ...remember(reply),
    ]);
    return committed.ok ? answer(reply.status, reply.body) : refuse('conflict');
  });
