/**
 * The applicant profile: everything known of an applicant when a decision is made, each value with
 * its source and time, and what is missing with the reason.
 */
import {
  type AskedSource,
  askedSources,
  type FieldName,
  fieldNames,
  type ProfileSource,
  profileCatalogue,
} from './fields';

/** Grows when a field changes its meaning; a new field alone changes nothing. */
export const profileVersion = 1;

export type FieldValue = number | string | boolean;

/**
 * - `notGiven`: the applicant did not say, or there is nothing to ask about (no card yet).
 * - `notFound`: the source answered and knows nothing.
 * - `notComputable`: another value it needs is missing.
 * - the rest: the source did not answer, see `SourceOutcome`.
 */
export type Missing =
  | 'notGiven'
  | 'notFound'
  | 'notComputable'
  | Exclude<SourceOutcome, 'answered'>;

/**
 * `wrong`: an answer that is not what the source promises; it counts as none. `notAsked`: there is
 * nothing to ask about, as no device or public address is known.
 */
export type SourceOutcome = 'answered' | 'down' | 'timeout' | 'noConsent' | 'wrong' | 'notAsked';

export interface ProfileValue {
  readonly value?: FieldValue;
  /** Present exactly when there is no value. */
  readonly missing?: Missing;
  readonly source: ProfileSource;
  /** When the source said so, ISO 8601. */
  readonly observedAt: string;
}

export interface SourceReport {
  readonly outcome: SourceOutcome;
  /** Of the adapter that was asked: `bureau-sandbox-1`. */
  readonly version: string;
  /** What the application becomes at best when the source is absent. */
  readonly policy: 'refer' | 'decline';
  readonly millis: number;
}

export interface ApplicantProfile {
  readonly version: number;
  /** Every field of the catalogue, and no other. */
  readonly values: Readonly<Record<FieldName, ProfileValue>>;
  readonly sources: Readonly<Record<AskedSource, SourceReport>>;
}

/** null: missing. */
export type Values = Readonly<Record<FieldName, FieldValue | null>>;

/** The bare values, as rules, cards and trees read them. */
export const valuesOf = (profile: ApplicantProfile): Values =>
  Object.fromEntries(
    fieldNames.map((name) => [name, profile.values[name].value ?? null]),
  ) as Values;

/** The sources that should have answered and did not: with any of them nothing is approved. */
export const absentSources = ({ sources }: Pick<ApplicantProfile, 'sources'>) =>
  // A source that came later was not asked when an earlier profile was put together.
  askedSources.filter((name) => isAbsent(sources[name]?.outcome ?? 'notAsked'));

/** Whether one of them is such that nothing but a decline may be made without it. */
export const declinesUnanswered = (profile: Pick<ApplicantProfile, 'sources'>): boolean =>
  absentSources(profile).some((name) => profile.sources[name].policy === 'decline');

const isAbsent = (outcome: SourceOutcome): boolean =>
  outcome !== 'answered' && outcome !== 'notAsked';

/** What one source contributes: values that may be absent, and why those are. */
export interface Contribution {
  readonly values: Partial<Readonly<Record<FieldName, FieldValue | undefined>>>;
  readonly observedAt: string;
  /** Why what the contribution leaves out is missing. */
  readonly otherwise: Missing;
  /** Where single values are missing for another reason. */
  readonly missing?: Partial<Readonly<Record<FieldName, Missing>>>;
}

/** Puts the profile together; a value under another source's name is a mistake of the program. */
export function profileOf(
  contributions: Readonly<Record<ProfileSource, Contribution>>,
  sources: ApplicantProfile['sources'],
): ApplicantProfile {
  for (const [source, { values }] of Object.entries(contributions)) {
    const foreign = Object.keys(values).find(
      (name) => profileCatalogue[name as FieldName]?.source !== source,
    );
    if (foreign) throw new Error(`${source} has no field ${foreign}`);
  }
  const values = fieldNames.map((name): [FieldName, ProfileValue] => {
    const { source } = profileCatalogue[name];
    const { values: given, observedAt, otherwise, missing } = contributions[source];
    const value = given[name];
    return value === undefined
      ? [name, { missing: missing?.[name] ?? otherwise, source, observedAt }]
      : [name, { value, source, observedAt }];
  });
  return {
    version: profileVersion,
    values: Object.fromEntries(values) as ApplicantProfile['values'],
    sources,
  };
}
