/** Users: signing in, consents, identity and bank cards; one line and its grants an operation. */
import type { Construct } from 'constructs';
import * as contract from '../lambdas/contract/users';
import { Capability, type Given } from './capability';
import { FilmingRole } from './filming-role';
import { bindIdentityReviews } from './identity-reviews';
import { eventsOfType } from './outbox';
import { bindOwnData } from './own-data';
import type { LendingFunction } from './platform/lending-function';
import { bindSignIn } from './sign-in';
import { bindWallets } from './wallets';

export class Users extends Capability {
  readonly authorizer: LendingFunction;

  constructor(scope: Construct, given: Given) {
    super(scope, 'users', given);
    const { tables, keys } = given;

    const { reservedConcurrency } = given.settings.functions;
    this.authorizer = this.operation(
      'authorizeRequest',
      (fn) => {
        tables.users.grant(fn, 'get');
        keys.token.grant(fn, 'verify');
      },
      { reservedConcurrency: reservedConcurrency && 20 * reservedConcurrency },
    );
    bindSignIn((...of) => this.operation(...of), given);
    this.consents(given);
    this.identity(given);
    this.faceChecks(given);
    bindIdentityReviews((...of) => this.operation(...of), given);
    bindWallets((...of) => this.operation(...of), given);
    bindOwnData(this, (...of) => this.operation(...of), given);

    this.operation(contract.getProfile, (fn) => {
      // Every look at sealed data adds an entry to the audit trail.
      tables.users.grant(fn, 'get', 'query', 'insert', 'replace');
      keys.sealing.grant(fn, 'open');
    });
    this.operation(contract.bindBankCard, (fn) => {
      tables.users.grant(fn, 'get', 'query', 'insert', 'replace', 'add');
      keys.sealing.grant(fn, 'open');
      keys.blindIndex.grant(fn, 'lookUp');
      given.channels.grant(fn);
    });
    this.operation('checkIdentity', (fn) => {
      tables.orders.grant(fn, 'get');
      tables.users.grant(fn, 'query');
    });
  }

  private consents({ tables, faces }: Given): void {
    this.operation(contract.listConsentTexts, () => {});
    this.operation(contract.giveConsent, (fn) => {
      tables.users.grant(fn, 'get', 'insert', 'replace');
    });
    this.operation(contract.listConsents, (fn) => tables.users.grant(fn, 'query'));
    this.operation(contract.withdrawConsent, (fn) => {
      tables.users.grant(fn, 'get', 'insert', 'replace');
      // Who no longer consents to the face takes the picture of it back.
      faces.grant(fn, 'faces/', 'delete');
    });
  }

  private identity({ tables, keys, uploads, evidence, cardReader, deadLetters }: Given): void {
    this.operation(contract.createCardUpload, (fn) => {
      tables.users.grant(fn, 'get', 'query', 'insert', 'replace');
      uploads.grant(fn, 'cards/', 'put');
    });
    this.operation(
      contract.readCard,
      (fn) => {
        tables.users.grant(fn, 'get', 'query', 'insert', 'add');
        keys.sealing.grant(fn, 'open');
        uploads.grant(fn, 'cards/', 'get');
        cardReader.grant(fn);
      },
      // The recogniser's models need the memory, and with it comes the processor.
      { memoryMebibytes: 3_008, timeoutSeconds: 29 },
    );
    this.operation(contract.confirmCard, (fn) => {
      tables.users.grant(fn, 'get', 'query', 'insert', 'replace');
      keys.sealing.grant(fn, 'open');
      keys.blindIndex.grant(fn, 'lookUp');
      uploads.grant(fn, 'cards/', 'get');
      uploads.grant(fn, 'confirmed/', 'put');
    });
    this.operation('keepCardPictures', (fn) => {
      tables.users.grantWithin(fn, 'CHECKS#', 'get', 'remove');
      uploads.grant(fn, 'confirmed/', 'get');
      evidence.grant(fn, 'cards/', 'put');
      tables.users.feed(fn, deadLetters, { filters: [eventsOfType('CardConfirmed')] });
    });
  }

  private faceChecks({ tables, uploads, evidence, faces, faceChecks }: Given): void {
    const lentBy = this.operation(contract.createLivenessSession, (fn) => {
      tables.users.grant(fn, 'get', 'query', 'insert', 'add');
      faceChecks.grant(fn, 'createLivenessSession');
      // Rekognition writes an attempt's pictures with the rights of who made the session.
      uploads.grant(fn, 'liveness/', 'put');
    });
    new FilmingRole(this, 'Filming', { lentBy });
    this.operation(
      contract.completeLivenessSession,
      (fn) => {
        tables.users.grant(fn, 'get', 'query', 'insert', 'replace', 'require');
        // An attempt's picture goes as soon as it is judged.
        uploads.grant(fn, 'liveness/', 'get', 'delete');
        evidence.grant(fn, 'cards/', 'get');
        faces.grant(fn, 'faces/', 'put');
        faceChecks.grant(fn, 'getLivenessResults', 'compareFaces');
      },
      { memoryMebibytes: 1_024, timeoutSeconds: 29 },
    );
  }
}
