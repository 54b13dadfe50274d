/** Signing in and proving once more who one is: a line and its grants an operation. */
import * as factors from '../lambdas/contract/factors';
import * as signIn from '../lambdas/contract/sign-in';
import type { Bind, Given } from './capability';
import type { FunctionSettings } from './platform/function-settings';
import type { LendingFunction } from './platform/lending-function';

/** A whole processor, for the slow hash of the gesture password, and memory for many at once. */
const slowHash: Partial<FunctionSettings> = { memoryMebibytes: 1_769 };

export function bindSignIn(bind: Bind, given: Given): void {
  sessions(bind, given);
  entrances(bind, given);
  enrolment(bind, given);
  proofs(bind, given);
  phoneChange(bind, given);
}

function sessions(bind: Bind, { tables, keys }: Given): void {
  bind(signIn.refreshSession, (fn) => {
    tables.users.grant(fn, 'get', 'insert', 'replace');
    keys.token.grant(fn, 'sign');
  });
  bind(signIn.signOut, (fn) => tables.users.grant(fn, 'get', 'replace'));
  bind(signIn.getTokenKeys, (fn) => keys.token.grant(fn, 'verify'));
  bind(factors.listSessions, (fn) => tables.users.grant(fn, 'queryIndex1'));
  bind(factors.endSession, (fn) => tables.users.grant(fn, 'get', 'replace', 'remove'));
}

function entrances(bind: Bind, { tables, keys, notifier, relyingParty }: Given): void {
  bind(signIn.requestSignInCode, (fn) => {
    tables.users.grant(fn, 'get', 'query', 'insert', 'replace');
    // The first function to seal anything: the only one that makes the branch key.
    keys.sealing.grant(fn, 'seal');
    keys.blindIndex.grant(fn, 'lookUp');
    notifier.grant(fn);
  });
  bind(
    signIn.signIn,
    (fn) => {
      tables.users.grant(fn, 'get', 'queryIndex1', 'insert', 'replace', 'remove', 'add');
      keys.blindIndex.grant(fn, 'lookUp');
      keys.token.grant(fn, 'sign');
      relyingParty.grant(fn);
    },
    slowHash,
  );
  bind(
    signIn.signInWithGesture,
    (fn) => {
      tables.users.grant(fn, 'get', 'insert', 'replace');
      keys.blindIndex.grant(fn, 'lookUp');
      keys.token.grant(fn, 'sign');
    },
    slowHash,
  );
  bind(signIn.createPasskeyChallenge, (fn) => {
    tables.users.grant(fn, 'get', 'insert', 'replace');
    // Whose network asks how often is counted under a blind index.
    keys.blindIndex.grant(fn, 'lookUp');
    relyingParty.grant(fn);
  });
  bind(signIn.signInWithPasskey, (fn) => {
    tables.users.grant(fn, 'get', 'insert', 'replace', 'remove');
    keys.token.grant(fn, 'sign');
    relyingParty.grant(fn);
  });
}

function enrolment(bind: Bind, { tables, relyingParty }: Given): void {
  bind(signIn.startEnrolment, (fn) => {
    tables.users.grant(fn, 'get', 'insert');
    relyingParty.grant(fn);
  });
  bind(signIn.completeEnrolment, (fn) => {
    tables.users.grant(fn, 'get', 'insert', 'remove');
    relyingParty.grant(fn);
  });
  bind(factors.createPasskeyRegistration, (fn) => {
    tables.users.grant(fn, 'get', 'queryIndex1', 'insert');
    relyingParty.grant(fn);
  });
  bind(factors.registerPasskey, (fn) => {
    tables.users.grant(fn, 'get', 'insert', 'remove');
    relyingParty.grant(fn);
  });
  bind(factors.removePasskey, (fn) => tables.users.grant(fn, 'get', 'remove'));
}

function proofs(bind: Bind, given: Given): void {
  const { tables, keys, relyingParty } = given;
  bind(factors.listFactors, (fn) => tables.users.grant(fn, 'get', 'queryIndex1'));
  bind(factors.requestProofCode, (fn) => sendsToOwnPhone(fn, given));
  bind(
    factors.proveFactor,
    (fn) => {
      tables.users.grant(fn, 'get', 'replace', 'remove', 'add');
      keys.blindIndex.grant(fn, 'lookUp');
      relyingParty.grant(fn);
    },
    slowHash,
  );
  bind(
    factors.setGesturePassword,
    (fn) => {
      tables.users.grant(fn, 'get', 'insert', 'replace');
      keys.blindIndex.grant(fn, 'lookUp');
    },
    slowHash,
  );
}

function phoneChange(bind: Bind, given: Given): void {
  const { tables, keys } = given;
  bind(factors.startPhoneChange, (fn) => sendsToOwnPhone(fn, given));
  bind(factors.completePhoneChange, (fn) => {
    tables.users.grant(fn, 'get', 'query', 'insert', 'replace', 'remove', 'add');
    // The account's sessions, which end with the old phone, and no list of customers.
    tables.users.grantWithin(fn, 'SUBJECT#', 'queryIndex1');
    keys.sealing.grant(fn, 'open');
    keys.blindIndex.grant(fn, 'lookUp');
  });
}

function sendsToOwnPhone(fn: LendingFunction, { tables, keys, notifier }: Given): void {
  tables.users.grant(fn, 'get', 'insert', 'replace');
  keys.sealing.grant(fn, 'open');
  keys.blindIndex.grant(fn, 'lookUp');
  notifier.grant(fn);
}
