/** Transitions of Step Functions in a loan's life: its own origination, its share of the runs. */
import { readFileSync } from 'node:fs';
import { collectionShards } from '../../lambdas/core/collections/contact-record';
import { dayShards } from '../../lambdas/core/repayment/loan-record';
import { type Mock, result, walk } from '../step-functions/walk';

export interface LifeTransitions {
  /** From application to disbursement. */
  readonly origination: number;
  /** Of a day's three runs of the night, for all loans. */
  readonly nightsOfDay: number;
  /** Of a day's three runs of collection, for all loans. */
  readonly collectionsOfDay: number;
  /** Of a loan of twelve months in the book below. */
  readonly perLife: number;
  readonly target: number;
  readonly met: boolean;
}

/** Loans that share the runs, and how many of them are contacted in each. */
const book = { loans: 10_000, contactsOfRun: 110 };
const runsOfDay = 3;
const casesOfPage = 25;
const target = 20;

/** Walks the machines as they are deployed; a shard to each child of the night, as in `prod`. */
export async function transitionsOfLife(): Promise<LifeTransitions> {
  const origination = await transitionsOf('loan-origination', signedAndPaid);
  const midnight = await transitionsOf('loan-servicing', nightOver(2 * dayShards));
  const byDay = await transitionsOf('loan-servicing', nightOver(dayShards));
  const collecting = await transitionsOf('collections', collectionOf(book.contactsOfRun));
  const nightsOfDay = midnight + (runsOfDay - 1) * byDay;
  const collectionsOfDay = runsOfDay * collecting;
  const shared = (365 * (nightsOfDay + collectionsOfDay)) / book.loans;
  const perLife = Number((origination + shared).toFixed(1));
  return { origination, nightsOfDay, collectionsOfDay, perLife, target, met: perLife <= target };
}

type Mocks = Readonly<Record<string, Mock>>;

const signedAndPaid: Mocks = {
  CheckIdentity: result({ outcome: 'complete' }),
  AssessOrder: result({ outcome: 'approve', offerSeconds: 86_400 }),
  OfferContract: result({ outcome: 'signed' }),
  SendDisbursement: result({ outcome: 'succeeded' }),
  ActivateLoan: result({ outcome: 'active' }),
};

const nightOver = (places: number): Mocks => ({
  OpenNight: result({ from: '2026-12-22', ended: places > dayShards ? 1 : 0, places }),
  ServiceBatch: result({ served: 0, resume: '' }),
  CloseDays: result({ days: 1 }),
});

/** Spread over all shards, in each of which a call is placed and has ended five minutes later. */
function collectionOf(contacts: number): Mocks {
  const shards = Array.from({ length: collectionShards }, (_, shard) => shard);
  const pages = Math.ceil(contacts / shards.length / casesOfPage);
  return {
    FindWork: result({ shards }),
    TakeActions: ({ call }) =>
      result({ cursor: (call + 1) % pages === 0 ? '' : 'more', placed: 1, taken: casesOfPage }),
    ResolveCalls: result({ cursor: '', pending: 0 }),
  };
}

async function transitionsOf(name: string, mocks: Mocks): Promise<number> {
  const text = readFileSync(`statemachines/${name}.asl.json`, 'utf8');
  // Of what else is filled in at deployment nothing is a number but these.
  const numbers: Readonly<Record<string, string>> = {
    PlacesPerBatch: '1',
    ServicingConcurrency: '8',
    IndexWaitSeconds: '60',
    CallWaitSeconds: '300',
    ReviewTimeoutSeconds: '86400',
  };
  const filled = text.replace(/\$\{(\w+)\}/g, (_, placeholder: string) => {
    return numbers[placeholder] ?? placeholder;
  });
  const { transitions, status } = await walk(JSON.parse(filled), mocks, { orderId: 'ord_1' });
  if (status !== 'SUCCEEDED') throw new Error(`${name} ended ${status}`);
  return transitions;
}
