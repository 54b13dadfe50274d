/** The port to what others know of an applicant: carrier, bureau, shop, device, network. */
import type { AskedSource, FieldName } from '../risk/profile/fields';
import type { ConsentPurpose } from '../users/consents';

/** What a source may be told of an applicant. Personal data: on its way only, never kept here. */
export interface Subject {
  readonly name: string;
  /** Eighteen characters. */
  readonly idNumber: string;
  /** Eleven digits. */
  readonly phone: string;
  /** What the device calls itself. */
  readonly deviceId: string;
  /** Where the application came from. */
  readonly ip: string;
}

export type SubjectPart = keyof Subject;

/** Values by field; a field that is left out is one the source knows nothing about. */
export type SourceValues = Partial<Readonly<Record<FieldName, number | string | boolean>>>;

/**
 * `down`: unreachable, unavailable or refusing us. `wrong`: an answer that is not what the source
 * promises.
 */
export type SourceAnswer =
  | { readonly outcome: 'answered'; readonly values: SourceValues }
  | { readonly outcome: 'down' | 'wrong' };

export interface SourceQuestion {
  /** Exactly the parts the source said it needs. */
  readonly subject: Partial<Subject>;
  /** Names the consent it is asked under; present when the source needs one. */
  readonly consentId?: string;
  /** Aborted when the time is up: nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface DataSource {
  readonly name: AskedSource;
  /** Adapter and its version, kept with every answer: `bureau-sandbox-1`. */
  readonly version: string;
  readonly timeoutMillis: number;
  /** What an application becomes at best without an answer. Nothing here can say: approved. */
  readonly policy: 'refer' | 'decline';
  /** What it must be told; it is not asked, and told nothing, when a part is unknown. */
  readonly needs: readonly SubjectPart[];
  /** It is asked only while a consent to this purpose stands, and told which. */
  readonly consent?: ConsentPurpose;
  ask(question: SourceQuestion): Promise<SourceAnswer>;
}

export type DataSources = Readonly<Record<AskedSource, DataSource>>;

/** Time as the runner needs it: injected, so that a test waits for nothing. */
export interface Timer {
  /** Milliseconds, from any beginning. */
  now(): number;
  /** Settles after so long, or at once when the signal says that nobody waits any more. */
  sleep(millis: number, unless: AbortSignal): Promise<void>;
}
