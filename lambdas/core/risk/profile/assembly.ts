/** Puts an applicant's profile together: opened, counted, asked for and read in few round trips. */
import type { IsoDate } from '../../calendar';
import type { DataSource, Timer } from '../../ports/data-source';
import type { Store } from '../../ports/store';
import type { Vault } from '../../ports/vault';
import { type ConsentText, standingConsentIds } from '../../users/consents';
import { findBankCard } from '../../users/customer-facts';
import type { Customer } from '../../users/rows';
import type { Opening } from '../../users/sealed-records';
import { type ListHit, listHits } from '../lists/listing-rows';
import {
  type ApplicantProfile,
  absentSources,
  type Contribution,
  profileOf,
  type SourceReport,
} from './applicant-profile';
import { type AskedSource, askedSources } from './fields';
import { linkChanges, readLinks } from './links';
import type { Origin } from './origin';
import { type OwnData, ownContribution } from './own-data';
import { askSources, type SourceFinding } from './source-asking';
import { countingChanges, readVelocity, type VelocityKeys } from './velocity';

export interface ProfileServices {
  readonly store: Store;
  readonly vault: Vault;
  /** All that are asked when deciding; the address was asked about when the application came. */
  readonly sources: readonly DataSource[];
  readonly timer: Timer;
  readonly texts: readonly ConsentText[];
}

export interface Application {
  /** Counted once under this id: the order's, or the limit application's. */
  readonly eventId: string;
  readonly customer: Customer;
  /** The card the money is to go to. */
  readonly bankCardId?: string | undefined;
  /** Of what was declared, made when it was declared. */
  readonly employerIndex?: string | undefined;
  readonly contactIndex?: string | undefined;
  readonly origin: Origin | undefined;
  readonly own: Omit<OwnData, 'bornInMonth' | 'registeredAt'>;
  readonly today: IsoDate;
  /** For `assessRisk`. */
  readonly opening: Opening;
}

/** The profile, the keys it was counted by, and the listings that hold one of them. */
export interface Assembled {
  readonly profile: ApplicantProfile;
  readonly keys: VelocityKeys;
  readonly listHits: readonly ListHit[];
}

export async function assembleProfile(
  services: ProfileServices,
  application: Application,
): Promise<Assembled> {
  const { customer, origin, opening, today } = application;
  const { identity, contact } = customer;
  if (!identity) throw new Error('an applicant without a confirmed identity has no profile');
  const [{ phone }, { name, idNumber }] = await services.vault.open([contact, identity], opening);
  const keys = await keysOf(services.vault, application, { phone, idNumber });
  const asking = {
    subject: { name, idNumber, phone, ...(origin?.deviceId && { deviceId: origin.deviceId }) },
    consents: standingConsentIds(
      customer.customerId,
      customer.consents.map(({ body }) => body),
      { texts: services.texts, today },
    ),
    now: opening.now,
  };
  const [answers, counted] = await Promise.all([
    askSources(services.sources, asking, services.timer),
    countAndRead(services, application, keys),
  ]);
  const names = services.sources.map((source) => source.name);
  const findings = {
    ...Object.fromEntries(names.map((each, at) => [each, answers[at]])),
    ip: origin?.ip ?? unknownAddress(opening.now),
  } as Record<AskedSource, SourceFinding>;
  return { profile: join(application, findings, counted), keys, listHits: counted.hits };
}

async function keysOf(
  vault: Vault,
  { customer, bankCardId, origin, employerIndex, contactIndex }: Application,
  { phone, idNumber }: { readonly phone: string; readonly idNumber: string },
): Promise<VelocityKeys> {
  const card = bankCardId === undefined ? undefined : findBankCard(customer, bankCardId);
  const keys = {
    phone: await vault.blindIndex('phone', phone),
    idNumber: customer.profile.body.idNumberIndex ?? (await vault.blindIndex('idNumber', idNumber)),
    device: origin?.deviceIndex,
    ip: origin?.ipIndex,
    subnet: origin?.subnetIndex,
    card: card?.body.cardNumberIndex,
    contact: contactIndex,
    employer: employerIndex,
  };
  const known = Object.entries(keys).filter(([, index]) => index !== undefined);
  return Object.fromEntries(known) as VelocityKeys;
}

/** Counted first, so that of two applications at the same moment one at least sees both. */
async function countAndRead(
  { store }: ProfileServices,
  { eventId, customer: { customerId }, opening: { now } }: Application,
  keys: VelocityKeys,
) {
  const counting = countingChanges({ eventId, customerId, keys, atMillis: now });
  const committed = await store.commit([...counting, ...linkChanges(keys, customerId, now)]);
  const countedBefore = !committed.ok && committed.error.failed.includes(0);
  if (!committed.ok && !countedBefore) throw new Error('the application could not be counted');
  const [velocity, links, listed] = await Promise.all([
    readVelocity(store, keys, now),
    readLinks(store, keys, customerId),
    listHits(store, keys, now),
  ]);
  return { velocity, links, lists: listed.values, hits: listed.hits };
}

function join(
  { customer, own, opening, today }: Application,
  findings: Readonly<Record<AskedSource, SourceFinding>>,
  counted: Readonly<Record<'velocity' | 'links' | 'lists', Contribution['values']>>,
): ApplicantProfile {
  const { bornInMonth, registeredAt } = customer.profile.body;
  const sources = Object.fromEntries(
    askedSources.map((name) => [name, reportOf(findings[name])]),
  ) as ApplicantProfile['sources'];
  const { bureauMonthlyDebtFen } = findings.bureau.values;
  const observedAt = new Date(opening.now).toISOString();
  const ours = (values: Contribution['values']): Contribution => ({
    values,
    observedAt,
    otherwise: 'notGiven',
  });
  const sourcesAbsent = absentSources({ sources }).length;
  const bureauDebtFen =
    typeof bureauMonthlyDebtFen === 'number' ? { bureauDebtFen: bureauMonthlyDebtFen } : {};
  const asked = Object.fromEntries(
    askedSources.map((name) => [name, contributionOf(findings[name])]),
  ) as Record<AskedSource, Contribution>;
  const applicant = ownContribution(
    { ...own, bornInMonth, registeredAt },
    { ...bureauDebtFen, sourcesAbsent },
    today,
    opening.now,
  );
  return profileOf(
    {
      ...asked,
      applicant,
      velocity: ours(counted.velocity),
      links: ours(counted.links),
      lists: ours(counted.lists),
    },
    sources,
  );
}

const reportOf = ({ outcome, version, policy, millis }: SourceFinding): SourceReport => ({
  outcome,
  version,
  policy,
  millis,
});

const contributionOf = ({ outcome, values, observedAt }: SourceFinding): Contribution => ({
  values,
  observedAt,
  otherwise: outcome === 'answered' ? 'notFound' : outcome,
});

/** An order that came before origins were kept. */
const unknownAddress = (nowMillis: number): SourceFinding => ({
  outcome: 'notAsked',
  values: {},
  version: 'none',
  policy: 'refer',
  millis: 0,
  observedAt: new Date(nowMillis).toISOString(),
});
