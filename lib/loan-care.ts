/** Loan care: staff's changes of a running loan, each in the borrower's audit trail. */
import { variables } from '../lambdas/contract/environment';
import * as contract from '../lambdas/contract/loan-care';
import type { Bind, Given } from './capability';
import type { LendingFunction } from './platform/lending-function';

export function bindLoanCare(bind: Bind, given: Given): void {
  const { tables, settings } = given;
  const change = (fn: LendingFunction) => {
    tables.repayment.grant(fn, 'get', 'query', 'insert', 'replace');
    tables.payments.grant(fn, 'get', 'insert');
    tables.orders.grant(fn, 'get', 'replace');
  };
  bind(contract.inspectLoan, (fn) => tables.repayment.grant(fn, 'get'));
  bind(contract.listAdjustments, (fn) => tables.repayment.grant(fn, 'queryIndex1'));
  bind(contract.adjustLoan, (fn) => {
    change(fn);
    fn.setVariable(variables.secondPersonAboveFen, String(settings.secondPersonAboveFen));
  });
  bind(contract.decideAdjustment, change);
}
