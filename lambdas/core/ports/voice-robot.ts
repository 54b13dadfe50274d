/** The port to the voice robot: it calls a number, says its script, and tells what became of it. */
import type { Result } from '../result';
import type { Language } from './notifier';

/** What the robot is to say; a flow of the provider turns it into words. */
export interface VoiceScript {
  readonly script: 'overdue';
  readonly language: Language;
  readonly overdueFen: number;
  readonly daysPastDue: number;
}

/** What the person said, if the robot understood it. */
export interface SpokenPromise {
  readonly amountFen: number;
  /** YYYY-MM-DD. */
  readonly on: string;
}

export type CallOutcome = { readonly status: 'pending' } | CallEnd;

export type CallEnd =
  | { readonly status: 'unanswered' }
  | { readonly status: 'answered'; readonly promise?: SpokenPromise };

export interface VoiceRobot {
  /**
   * Places the call; the same contact is never called twice.
   * @param phone eleven digits of mainland China.
   * `notPlaced`: the provider is down, throttles or refuses the number.
   */
  call(
    phone: string,
    contactId: string,
    script: VoiceScript,
  ): Promise<Result<{ readonly callId: string }, 'notPlaced'>>;
  outcomeOf(callId: string): Promise<CallOutcome>;
}
