/** What an attempt at a state comes to; a failed one throws StateError instead. */
import type { Json } from './json';
import type { Exit } from './language';
import type { Activity, Flow } from './records';
import type { Extra } from './run';

export type Outcome =
  /** The state has done its work and is left by the exit. */
  | {
      readonly kind: 'done';
      readonly exit: Exit;
      /** Where the exit's fields stand in the state, e.g. 'Choices[1]/'. */
      readonly location: string;
      /** The output if the exit has no Output of its own. */
      readonly otherwise: Json;
      readonly extra?: Extra;
    }
  /** It goes on when its time has come, its task has answered or its flows have ended. */
  | { readonly kind: 'rest'; readonly activity: Activity; readonly begin?: readonly Beginning[] }
  /** Flows inside it go on, and perhaps new ones begin. */
  | { readonly kind: 'continue'; readonly begin: readonly Beginning[] }
  /** A Fail state: not to be retried or caught here. */
  | { readonly kind: 'fail'; readonly error?: string; readonly cause?: string };

/** A new flow and the input of its first state. */
export interface Beginning {
  readonly flow: Flow;
  readonly input: Json;
}

export function done(exit: Exit, otherwise: Json, extra?: Extra, location = ''): Outcome {
  return { kind: 'done', exit, location, otherwise, ...(extra ? { extra } : {}) };
}
