/** The ways an order may go, each told by what its steps answer. */
import { type Mock, result, silence } from '../../local/step-functions/walk';

export const orderId = 'ord_aaaaaaaaaaaaaaaaaaaaaaaaaa';
/** Seven days and the one on which the offer is made. */
export const offerSeconds = 8 * 86_400;

export const told = (outcome: string) => result({ outcome });
export const assessed = (outcome: string) => result({ outcome, offerSeconds });
export const closed = (state: string) => result({ outcome: 'closed', state });

export const happy: Readonly<Record<string, Mock>> = {
  CheckIdentity: told('complete'),
  AssessOrder: assessed('approve'),
  OfferContract: told('signed'),
  SendDisbursement: told('succeeded'),
  ActivateLoan: told('active'),
};

export interface Way {
  readonly name: string;
  readonly mocks: Readonly<Record<string, Mock>>;
  /** Beyond CheckIdentity, IsIdentityComplete, AssessOrder, WhatWasDecided (if it gets there). */
  readonly visits: string;
  readonly because?: string;
}

const reviewed = 'RequestReview WhatWasReviewed';
const offered = 'OfferContract WasItSigned';
const asked = 'QueryDisbursement WasItDisbursed WaitForTheBank';
const found = 'QueryDisbursement WasItDisbursed ActivateLoan LoanRunning';
const paid = 'SendDisbursement WasItDisbursed ActivateLoan LoanRunning';
const shut = 'CloseOrder WasItSignedMeanwhile OrderClosed';

export const ways: readonly Way[] = [
  {
    name: 'approved, signed, paid out',
    mocks: happy,
    visits: `${offered} ${paid}`,
  },
  {
    name: 'identity incomplete',
    mocks: { CheckIdentity: told('incomplete'), CloseOrder: closed('rejected') },
    visits: shut,
    because: 'identityIncomplete',
  },
  {
    name: 'declined',
    mocks: { ...happy, AssessOrder: assessed('decline'), CloseOrder: closed('rejected') },
    visits: shut,
    because: 'decision',
  },
  {
    name: 'cancelled before the assessment',
    mocks: { ...happy, AssessOrder: assessed('closed') },
    visits: 'OrderClosed',
  },
  {
    name: 'referred and approved',
    mocks: { ...happy, AssessOrder: assessed('refer'), RequestReview: told('approve') },
    visits: `${reviewed} ${offered} ${paid}`,
  },
  {
    name: 'referred and declined',
    mocks: {
      ...happy,
      AssessOrder: assessed('refer'),
      RequestReview: told('decline'),
      CloseOrder: closed('rejected'),
    },
    visits: `${reviewed} ${shut}`,
    because: 'reviewDeclined',
  },
  {
    name: 'referred and cancelled',
    mocks: { ...happy, AssessOrder: assessed('refer'), RequestReview: told('closed') },
    visits: `${reviewed} OrderClosed`,
  },
  {
    name: 'referred and forgotten',
    mocks: {
      ...happy,
      AssessOrder: assessed('refer'),
      RequestReview: silence,
      CloseOrder: closed('expired'),
    },
    visits: `RequestReview ${shut}`,
    because: 'reviewExpired',
  },
  {
    name: 'offered and cancelled',
    mocks: { ...happy, OfferContract: told('closed') },
    visits: `${offered} OrderClosed`,
  },
  {
    name: 'offered and never signed',
    mocks: { ...happy, OfferContract: silence, CloseOrder: closed('expired') },
    visits: `OfferContract ${shut}`,
    because: 'offerExpired',
  },
  {
    name: 'signed in the very moment of the time-out',
    mocks: {
      ...happy,
      OfferContract: silence,
      CloseOrder: result({ outcome: 'moved', state: 'pendingDisbursement' }),
    },
    visits: `OfferContract CloseOrder WasItSignedMeanwhile ${paid}`,
    because: 'offerExpired',
  },
  {
    name: 'the bank refused to pay',
    mocks: {
      ...happy,
      SendDisbursement: told('failed'),
      CloseOrder: closed('disbursementFailed'),
    },
    visits: `${offered} SendDisbursement WasItDisbursed ${shut}`,
    because: 'disbursementFailed',
  },
  {
    name: 'no callback: the bank is asked until it knows',
    mocks: {
      ...happy,
      SendDisbursement: silence,
      QueryDisbursement: [told('pending'), told('pending'), told('succeeded')],
    },
    visits: `${offered} SendDisbursement ${asked} ${asked} ${found}`,
  },
];
