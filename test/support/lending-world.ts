/** Orders, risk, payments and repayment in the test's process: a set clock, ids from a seed. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { type Fault, MemoryStore, type StoreOperation } from '../../lambdas/adapters/memory-store';
import { handler as followLoan } from '../../lambdas/collections/follow-loan';
import { type DomainEvent, domainEvent } from '../../lambdas/contract/events';
import { dayInChina } from '../../lambdas/core/china-day';
import { newId, type Randomness } from '../../lambdas/core/identifiers';
import type { Order } from '../../lambdas/core/orders/order-record';
import { orderKey } from '../../lambdas/core/orders/order-record';
import { ChannelRouter } from '../../lambdas/core/payments/channel-router';
import type { Key, Store } from '../../lambdas/core/ports/store';
import { handler as advanceWorkflow } from '../../lambdas/orders/advance-workflow';
import { handler as sendInstruction } from '../../lambdas/payments/send-instruction';
import { openContactRules, openStrategies } from '../../lambdas/platform/composition/collections';
import { openConsentTexts } from '../../lambdas/platform/composition/consent-texts';
import { openPolicies } from '../../lambdas/platform/composition/policies';
import { openBehaviourCards } from '../../lambdas/platform/composition/policy-documents';
import { openCatalogue } from '../../lambdas/platform/composition/products';
import { openProvisionRates } from '../../lambdas/platform/composition/provision-rates';
import { readRoutes } from '../../lambdas/platform/composition/routes';
import type { Moment } from '../../lambdas/platform/task';
import { handler as endAutopay } from '../../lambdas/repayment/end-autopay';
import { handler as postRefund } from '../../lambdas/repayment/post-refund';
import { handler as postRepayment } from '../../lambdas/repayment/post-repayment';
import { type Call, callApi, type Reply } from './api-call';
import { ToldChannel } from './told-channel';
import { ToldNotifier, ToldRobot } from './told-contacts';
import { stillTimer, ToldSources } from './told-sources';
import { ToldVault } from './told-vault';
import { ToldWorkflow } from './told-workflow';

type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

interface Servable {
  readonly over: (services: () => never, clock: () => number) => ApiHandler;
}

interface Steppable<I, O> {
  readonly step: (input: I, services: never, moment: Moment) => Promise<O>;
}

interface Scheduled<O> {
  readonly operation: (services: never, moment: Moment) => Promise<O>;
}

export interface LendingCall extends Call {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

type Interruption = () => Promise<unknown>;

const consumers = {
  advanceWorkflow,
  sendInstruction,
  postRepayment,
  postRefund,
  endAutopay,
  followLoan,
};
export type ConsumerName = keyof typeof consumers;

export class LendingWorld {
  /** 22 November 2026, ten in the morning in China. */
  now = Date.UTC(2026, 10, 22, 2);
  fault: (operation: StoreOperation) => Fault | undefined = () => undefined;
  readonly store = new MemoryStore({
    now: () => this.now,
    fault: (operation) => this.fault(operation),
  });
  readonly random: Randomness = seeded();
  readonly workflow = new ToldWorkflow();
  readonly channel = new ToldChannel();
  readonly vault = new ToldVault();
  readonly notifier = new ToldNotifier();
  readonly voiceRobot = new ToldRobot();
  readonly sources = new ToldSources();
  private readonly delivered = new Set<string>();
  private interruptions: Interruption[] = [];
  private commitsLetPass = 0;

  get today() {
    return dayInChina(this.now);
  }

  /** Everything a handler of these capabilities may ask for. */
  get services(): object {
    const { random, workflow, channel, vault, sources } = this;
    const find = (name: string) => (name === channel.name ? channel : undefined);
    return {
      store: this.interruptible,
      random,
      vault,
      sources: sources.all,
      ipSource: sources.of('ip'),
      timer: stillTimer,
      texts: openConsentTexts(),
      workflow,
      channels: { enabled: [channel], forCards: [channel], find },
      catalogue: openCatalogue(),
      router: new ChannelRouter(readRoutes(), [channel.name]),
      rates: openProvisionRates(),
      behaviourCards: openBehaviourCards(this.store),
      policies: openPolicies(this.store),
      stopwatch: () => 0,
      notifier: this.notifier,
      voiceRobot: this.voiceRobot,
      rules: openContactRules(),
      strategies: openStrategies(),
      clock: () => this.now,
      timeoutSeconds: { review: 2 * 86_400 },
      secondPerson: { aboveFen: 50_000 },
    };
  }

  call(handler: Servable, { query, headers, ...call }: LendingCall = {}): Promise<Reply> {
    const over = handler.over(
      () => this.services as never,
      () => this.now,
    );
    const calling: ApiHandler = (event, context) =>
      over(
        {
          ...event,
          ...(query && { queryStringParameters: { ...query } }),
          headers: { ...event.headers, ...headers },
        },
        context,
      );
    return callApi(calling, call);
  }

  step<I, O>({ step }: Steppable<I, O>, input: I): Promise<O> {
    return step(input, this.services as never, this.moment);
  }

  run<O>({ operation }: Scheduled<O>): Promise<O> {
    return operation(this.services as never, this.moment);
  }

  consume(name: ConsumerName, event: DomainEvent): Promise<void> {
    return consumers[name].consumer(event, this.services as never, this.moment);
  }

  /** All events so far, in the order in which they were committed. */
  get events(): DomainEvent[] {
    return this.outbox.map(({ event }) => event);
  }

  /** Gives every event that is new to every consumer, until nothing new comes of it. */
  async deliver(): Promise<void> {
    let fresh = this.undelivered();
    while (fresh.length > 0) {
      for (const { id, event } of fresh) {
        for (const name of Object.keys(consumers) as ConsumerName[])
          await this.consume(name, event);
        this.delivered.add(id);
      }
      fresh = this.undelivered();
    }
  }

  /** Every event again, as a stream may give them. */
  async redeliver(): Promise<void> {
    for (const event of this.events)
      for (const name of Object.keys(consumers) as ConsumerName[]) await this.consume(name, event);
  }

  /**
   * Has something happen right before the next commit of the handler that runs then, or before a
   * later one, when some are let pass.
   */
  beforeCommit(happening: () => Promise<unknown>, commitsLetPass = 0): void {
    this.interruptions.push(happening);
    this.commitsLetPass = commitsLetPass;
  }

  pass(seconds: number): void {
    this.now += seconds * 1000;
  }

  /** To an hour of a day in China. */
  moveTo(date: string, hour = 10): void {
    this.now = Date.parse(`${date}T${String(hour).padStart(2, '0')}:00:00+08:00`);
  }

  id(prefix: Parameters<typeof newId>[0]): string {
    return newId(prefix, this.random);
  }

  // biome-ignore lint/suspicious/noExplicitAny: each test knows which row it reads.
  async row(key: Key): Promise<any> {
    return (await this.store.get<Record<string, unknown>>(key))?.body;
  }

  async order(orderId: string): Promise<Order> {
    return this.row(orderKey(orderId));
  }

  /** All rows, so that a test can claim that nothing was written. */
  get everything(): string {
    return JSON.stringify([...this.store.everything()]);
  }

  private get interruptible(): Store {
    const { store } = this;
    return {
      get: (key) => store.get(key),
      getMany: (keys) => store.getMany(keys),
      query: (query) => store.query(query),
      commit: async (changes, token) => {
        if (this.interruptions.length > 0 && this.commitsLetPass-- > 0)
          return store.commit(changes, token);
        const happenings = this.interruptions;
        this.interruptions = [];
        for (const happening of happenings) await happening();
        return store.commit(changes, token);
      },
    };
  }

  private get moment(): Moment {
    return { now: this.now, today: this.today };
  }

  private get outbox(): { readonly id: string; readonly event: DomainEvent }[] {
    return [...this.store.everything()]
      .filter(({ key }) => key.sort.startsWith('OUTBOX#'))
      .map(({ key, body }) => ({
        id: `${key.partition} ${key.sort}`,
        event: domainEvent.parse(body),
      }));
  }

  private undelivered() {
    return this.outbox.filter(({ id }) => !this.delivered.has(id));
  }
}

/** The same bytes in every run. */
function seeded(): Randomness {
  let count = 0;
  return (bytes) => {
    count += 1;
    return createHash('sha256').update(`seed ${count}`).digest().subarray(0, bytes);
  };
}
