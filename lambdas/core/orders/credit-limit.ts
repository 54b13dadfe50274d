/**
 * A borrower's credit limit as a ledger: granted, reserved by open orders, used by loans,
 * released as principal comes back. Orders at the same time can never exceed it, because each
 * entry is decided against the ledger it is written to (the Store refuses a stale version).
 *
 * Exports: CreditLimit, CreditLimitEntry, CreditLimitError, emptyCreditLimit, availableFen,
 * grant, reserve, cancelReservation, use, release, freeze, unfreeze.
 */
import { type Fen, fen, zeroFen } from '../money';
import { failure, type Result, success } from '../result';

export interface CreditLimit {
  readonly grantedFen: Fen;
  /** Held for orders that are not yet paid out, by order id. */
  readonly reservations: Readonly<Record<string, Fen>>;
  /** Principal outstanding, by loan id. */
  readonly usages: Readonly<Record<string, Fen>>;
  readonly frozen: boolean;
}

export interface CreditLimitError {
  readonly code:
    | 'amountNotPositive'
    | 'limitExceeded'
    | 'limitFrozen'
    | 'alreadyReserved'
    | 'notReserved'
    | 'alreadyUsed'
    | 'notUsed'
    | 'releaseTooLarge';
  readonly message: string;
}

type Answer = Result<CreditLimit, CreditLimitError>;

export const emptyCreditLimit: CreditLimit = {
  grantedFen: zeroFen,
  reservations: {},
  usages: {},
  frozen: false,
};

const totalOf = (amounts: Readonly<Record<string, Fen>>): number =>
  Object.values(amounts).reduce((total: number, amount) => total + amount, 0);

export const reservedFen = (limit: CreditLimit): Fen => fen(totalOf(limit.reservations));

export const usedFen = (limit: CreditLimit): Fen => fen(totalOf(limit.usages));

/** What a new order may take: never below zero, even when the limit was cut under its use. */
export const availableFen = (limit: CreditLimit): Fen =>
  limit.frozen ? zeroFen : fen(Math.max(0, limit.grantedFen - reservedFen(limit) - usedFen(limit)));

/** Sets the limit, up or down; a cut below what is used stops new orders only. */
export function grant(limit: CreditLimit, grantedFen: Fen): Answer {
  return grantedFen < 0
    ? refuse('amountNotPositive', 'a limit is not below zero')
    : success({ ...limit, grantedFen });
}

/** Holds an amount for an order. */
export function reserve(limit: CreditLimit, orderId: string, amountFen: Fen): Answer {
  if (amountFen <= 0) {
    return refuse('amountNotPositive', 'an order takes more than zero');
  }
  if (limit.frozen) {
    return refuse('limitFrozen', 'the limit is frozen');
  }
  if (Object.hasOwn(limit.reservations, orderId)) {
    return refuse('alreadyReserved', `order ${orderId} already holds a reservation`);
  }
  if (amountFen > availableFen(limit)) {
    return refuse('limitExceeded', `${amountFen} asked, ${availableFen(limit)} available`);
  }
  return success({ ...limit, reservations: { ...limit.reservations, [orderId]: amountFen } });
}

/** Gives back what an order held: it was rejected, cancelled or has expired. */
export function cancelReservation(limit: CreditLimit, orderId: string): Answer {
  if (!Object.hasOwn(limit.reservations, orderId)) {
    return refuse('notReserved', `order ${orderId} holds no reservation`);
  }
  const { [orderId]: _, ...reservations } = limit.reservations;
  return success({ ...limit, reservations });
}

/** Turns an order's reservation into a loan's use when the money is paid out. */
export function use(limit: CreditLimit, orderId: string, loanId: string): Answer {
  const reserved = limit.reservations[orderId];
  if (reserved === undefined || !Object.hasOwn(limit.reservations, orderId)) {
    return refuse('notReserved', `order ${orderId} holds no reservation`);
  }
  if (Object.hasOwn(limit.usages, loanId)) {
    return refuse('alreadyUsed', `loan ${loanId} already uses the limit`);
  }
  const { [orderId]: _, ...reservations } = limit.reservations;
  return success({ ...limit, reservations, usages: { ...limit.usages, [loanId]: reserved } });
}

/** Frees repaid principal of a loan; the last fen removes the loan from the ledger. */
export function release(limit: CreditLimit, loanId: string, amountFen: Fen): Answer {
  const used = limit.usages[loanId];
  if (used === undefined || !Object.hasOwn(limit.usages, loanId)) {
    return refuse('notUsed', `loan ${loanId} does not use the limit`);
  }
  if (amountFen <= 0) {
    return refuse('amountNotPositive', 'a release is more than zero');
  }
  if (amountFen > used) {
    return refuse('releaseTooLarge', `${amountFen} released, only ${used} used`);
  }
  const { [loanId]: _, ...others } = limit.usages;
  const usages = amountFen === used ? others : { ...others, [loanId]: fen(used - amountFen) };
  return success({ ...limit, usages });
}

export const freeze = (limit: CreditLimit): CreditLimit => ({ ...limit, frozen: true });

export const unfreeze = (limit: CreditLimit): CreditLimit => ({ ...limit, frozen: false });

const refuse = (code: CreditLimitError['code'], message: string) => failure({ code, message });
