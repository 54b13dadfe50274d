import * as profiles from '../../../../lambdas/core/risk/profile/applicant-profile';
import {
  askedSources,
  fieldNames,
  type ProfileSource,
  profileCatalogue,
  profileFields,
} from '../../../../lambdas/core/risk/profile/fields';

const at = '2027-01-15T08:00:00.000Z';

describe('the applicant profile', () => {
  it('holds every field of the catalogue, with its source and time', () => {
    const { values, version } = aProfile({ applicant: { monthlyIncomeFen: 800_000 } });

    expect(version).toBe(1);
    expect(Object.keys(values)).toEqual([...fieldNames]);
    expect(values.monthlyIncomeFen).toEqual({
      value: 800_000,
      source: 'applicant',
      observedAt: at,
    });
  });

  it('says of what is missing why', () => {
    const { values } = aProfile({});

    expect(values.bureauScore).toEqual({ missing: 'notFound', source: 'bureau', observedAt: at });
    expect(fieldNames.filter((name) => values[name].missing === undefined)).toEqual([]);
  });

  it('gives rules bare values, null for what is missing, and keeps 0 and false', () => {
    const profile = aProfile({ device: { deviceRooted: false, deviceAgeDays: 0 } });
    const values = profiles.valuesOf(profile);

    expect(values).toMatchObject({ deviceRooted: false, deviceAgeDays: 0, deviceEmulator: null });
    expect(Object.keys(values)).toEqual(Object.keys(profileFields));
  });

  it('refuses a value under the name of another source', () => {
    expect(() => aProfile({ carrier: { bureauScore: 800 } })).toThrow(
      'carrier has no field bureauScore',
    );
  });

  it('names the sources that did not answer', () => {
    const answered = aProfile({});
    const { sources } = answered;
    const silent = {
      ...answered,
      sources: { ...sources, bureau: { ...sources.bureau, outcome: 'down' as const } },
    };

    expect(profiles.absentSources(answered)).toEqual([]);
    expect(profiles.absentSources(silent)).toEqual(['bureau']);
  });

  it('explains every field in English and Chinese', () => {
    const unexplained = fieldNames.filter((name) => {
      const { en, zh } = profileCatalogue[name].means;
      return en.length < 5 || !/[一-鿿]/.test(zh);
    });

    expect(unexplained).toEqual([]);
  });
});

const names: readonly ProfileSource[] = [
  'applicant',
  ...askedSources,
  'velocity',
  'links',
  'lists',
];

const aProfile = (given: Partial<Record<ProfileSource, profiles.Contribution['values']>>) =>
  profiles.profileOf(
    Object.fromEntries(
      names.map((name): [string, profiles.Contribution] => [
        name,
        { values: given[name] ?? {}, observedAt: at, otherwise: 'notFound' },
      ]),
    ) as Record<ProfileSource, profiles.Contribution>,
    Object.fromEntries(
      askedSources.map((name) => [
        name,
        { outcome: 'answered', version: `${name}-1`, policy: 'refer', millis: 1 },
      ]),
    ) as profiles.ApplicantProfile['sources'],
  );
