/** Asks all data sources at once, each within its own time, and says of each what came of it. */
import type {
  DataSource,
  SourceAnswer,
  SourceValues,
  Subject,
  SubjectPart,
  Timer,
} from '../../ports/data-source';
import type { ConsentPurpose } from '../../users/consents';
import type { SourceOutcome } from './applicant-profile';
import { type FieldName, type FieldType, profileCatalogue } from './fields';

/** An answer with what it was worth: stored with the decision it served. */
export interface SourceFinding {
  readonly outcome: SourceOutcome;
  readonly values: SourceValues;
  readonly version: string;
  readonly policy: DataSource['policy'];
  readonly millis: number;
  /** When the answer, or its absence, was known. ISO 8601. */
  readonly observedAt: string;
}

export interface Asking {
  readonly subject: Partial<Subject>;
  /** The ids of the consents that stand, by purpose. */
  readonly consents: Partial<Readonly<Record<ConsentPurpose, string>>>;
  /** Milliseconds since the epoch: when the asking began. */
  readonly now: number;
}

/** In the order of the sources; the slowest decides how long it takes, at most its time limit. */
export const askSources = (
  sources: readonly DataSource[],
  asking: Asking,
  timer: Timer,
): Promise<SourceFinding[]> =>
  Promise.all(sources.map((source) => askSource(source, asking, timer)));

export async function askSource(
  source: DataSource,
  asking: Asking,
  timer: Timer,
): Promise<SourceFinding> {
  const startedAt = timer.now();
  const answer = await answerOf(source, asking, timer);
  const millis = Math.round(timer.now() - startedAt);
  return {
    outcome: answer.outcome,
    values: answer.outcome === 'answered' ? answer.values : {},
    version: source.version,
    policy: source.policy,
    millis,
    observedAt: new Date(asking.now + millis).toISOString(),
  };
}

type Answer = SourceAnswer | { readonly outcome: Exclude<SourceOutcome, 'answered'> };

async function answerOf(source: DataSource, asking: Asking, timer: Timer): Promise<Answer> {
  const consentId = source.consent && asking.consents[source.consent];
  if (source.consent && !consentId) return { outcome: 'noConsent' };
  const subject = partsOf(source.needs, asking.subject);
  if (!subject) return { outcome: 'notAsked' };
  const { signal, over } = ending();
  const question = { subject, signal, ...(consentId && { consentId }) };
  try {
    const answer = await Promise.race([
      source.ask(question).catch((): Answer => ({ outcome: 'down' })),
      timer.sleep(source.timeoutMillis, signal).then((): Answer => ({ outcome: 'timeout' })),
    ]);
    return isPromised(source, answer) ? answer : { outcome: 'wrong' };
  } finally {
    over();
  }
}

/** Undefined when one of them is unknown. */
function partsOf(
  needs: readonly SubjectPart[],
  subject: Partial<Subject>,
): Partial<Subject> | undefined {
  const parts = needs.map((part) => [part, subject[part]] as const);
  return parts.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(parts);
}

/** Only fields of this source, each of its type: what is promised is checked here, not believed. */
const isPromised = ({ name }: DataSource, answer: Answer): boolean =>
  answer.outcome !== 'answered' ||
  Object.entries(answer.values).every(([field, value]) => {
    const known = profileCatalogue[field as FieldName];
    return known?.source === name && (value === undefined || isOfType(known.type, value));
  });

const isOfType = (type: FieldType, value: unknown): boolean => {
  if (type === 'number') return Number.isSafeInteger(value) && Number(value) >= 0;
  return type === 'truth' ? typeof value === 'boolean' : typeof value === 'string';
};

/** Ends the waiting of both the one who is late and the one who counts the time. */
function ending(): { readonly signal: AbortSignal; readonly over: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, over: () => controller.abort() };
}
