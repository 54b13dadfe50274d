/** The port to debit agreements: a borrower links a wallet by signing one in the wallet's app. */
import type { Result } from '../result';
import type { Acknowledgement, NoticeRejection, Unknown } from './payment-channel';

/** Where the borrower signs: a page that the wallet's app opens, or its mini program. */
export type SigningPlace =
  | { readonly kind: 'page'; readonly url: string }
  | { readonly kind: 'miniProgram'; readonly username: string; readonly path: string };

/** `refused`: this provider will not let it be signed; asking again changes nothing. */
export type SigningStart =
  | { readonly outcome: 'started'; readonly place: SigningPlace }
  | { readonly outcome: 'refused' }
  | Unknown;

/** Instants are ISO 8601 in UTC. */
export type AgreementState =
  | {
      readonly state: 'active';
      /** What `PaymentChannel.collect` takes. */
      readonly accountToken: string;
      readonly signedAt: string;
    }
  | { readonly state: 'ended'; readonly endedAt: string };

/** `notSigned`: not yet, or not any more; providers forget agreements that were ended. */
export type AgreementQuery =
  | ({ readonly outcome: 'found' } & AgreementState)
  | { readonly outcome: 'notSigned' }
  | Unknown;

export interface AgreementNotice {
  /** The channel's own. */
  readonly eventId: string;
  readonly agreementId: string;
  readonly agreement: AgreementState;
}

/**
 * An agreement's id is ours, made before anything is asked: three small letters, `_` and at most
 * 28 letters and digits. No operation rejects for what a network or a provider may do.
 */
export interface AgreementSigning {
  /** The channel's name, as in /channels/{channel}/agreements. */
  readonly name: string;
  readonly acknowledgement: Acknowledgement;
  /** The same id again is the same agreement. */
  start(agreementId: string): Promise<SigningStart>;
  query(agreementId: string): Promise<AgreementQuery>;
  /** Ended at the provider; `ended` as well where there was none. */
  end(agreementId: string): Promise<{ readonly outcome: 'ended' } | Unknown>;
  /** Reads a notice only if its signature over the raw bytes holds and is fresh. */
  readNotice(
    rawBody: string,
    headers: Readonly<Record<string, string | undefined>>,
    nowEpochMillis: number,
  ): Promise<Result<AgreementNotice, NoticeRejection>>;
}
