/** What one night asks of DynamoDB: the same for 1,000 loans and 10,000 of which 330 have work. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbStore } from '../../lambdas/adapters/dynamodb-store';
import { addDays } from '../../lambdas/core/calendar';
import { startOfDayInChina } from '../../lambdas/core/china-day';
import { ChannelRouter } from '../../lambdas/core/payments/channel-router';
import { tableNames } from '../../lambdas/core/ports/store';
import { dayShards, insertLoan, type LoanRecord } from '../../lambdas/core/repayment/loan-record';
import { openBehaviourCards } from '../../lambdas/platform/composition/policy-documents';
import { readRoutes } from '../../lambdas/platform/composition/routes';
import { servePage } from '../../lambdas/repayment/servicing-pages';
import { MovableClock } from '../clock';
import { listenJson } from '../cloud/json-endpoint';
import type { ServiceCall } from '../cloud/service';
import { openDynamodb } from '../dynamodb/local-dynamodb';
import { storeTable } from '../dynamodb/store-table';
import { bookOf, nightOn } from './night';

export interface NightCapacity {
  readonly loans: number;
  readonly due: number;
  readonly calls: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly seconds: number;
}

const due = 330;

/** Serves the loans of one night over the laptop's DynamoDB, for a small book and a large one. */
export async function nightCapacities(): Promise<{
  readonly nights: readonly NightCapacity[];
  readonly met: boolean;
}> {
  const nights = [await nightOver(1_000), await nightOver(10_000)];
  const [small, large] = nights as [NightCapacity, NightCapacity];
  const isAlike = (one: number, other: number) => Math.abs(one - other) <= 0.02 * one;
  const met =
    isAlike(small.calls, large.calls) &&
    isAlike(small.readUnits, large.readUnits) &&
    isAlike(small.writeUnits, large.writeUnits);
  return { nights, met };
}

async function nightOver(loans: number): Promise<NightCapacity> {
  const now = startOfDayInChina(nightOn) + 600_000;
  const clock = new MovableClock(now);
  const used = { calls: 0, readUnits: 0, writeUnits: 0 };
  const dynamodb = await openDynamodb({
    clock,
    meter: ({ readUnits, writeUnits }) => {
      used.readUnits += readUnits;
      used.writeUnits += writeUnits;
    },
  });
  const endpoint = await listenJson({
    service: () => ({
      call: async (call: ServiceCall) => {
        used.calls += 1;
        return (await dynamodb.call(call)) as Record<string, unknown>;
      },
    }),
    principal: () => ({ roleId: 'operator' }),
  });
  const client = new DynamoDBClient({
    endpoint: endpoint.url,
    maxAttempts: 1,
    region: 'us-east-1',
    credentials: { accessKeyId: 'BENCH', secretAccessKey: 'not-verified' },
  });
  for (const table of tableNames) await dynamodb.createTable(storeTable(table));
  const tables = Object.fromEntries(tableNames.map((table) => [table, table]));
  const store = new DynamoDbStore({ client, tables });
  await seed(store, bookOf(loans, due));

  Object.assign(used, { calls: 0, readUnits: 0, writeUnits: 0 });
  const started = performance.now();
  const router = new ChannelRouter(readRoutes(), ['sandboxBank']);
  const services = { store, behaviourCards: openBehaviourCards(store), router };
  const moment = { now, today: nightOn };
  let served = 0;
  for (let place = 0; place < 2 * dayShards; place++) {
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const at = { from: addDays(nightOn, -1), place, cursor };
      const page = await servePage(services, at, moment);
      served += page.served;
      cursor = page.next;
    }
  }
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  client.destroy();
  await endpoint.close();
  await dynamodb.close();
  clock.stop();
  if (served !== due) throw new Error(`${served} loans were served instead of ${due}`);
  return { loans, due, ...used, seconds };
}

async function seed(store: DynamoDbStore, book: readonly LoanRecord[]): Promise<void> {
  const perCommit = 50;
  for (let start = 0; start < book.length; start += perCommit) {
    const changes = book
      .slice(start, start + perCommit)
      .map((loan) => insertLoan(loan, addDays(nightOn, -1)));
    if (!(await store.commit(changes)).ok) throw new Error('seeded twice');
  }
}
