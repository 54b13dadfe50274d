/** A lender in this process: the real handlers over a store in memory, one queue of events. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import { type DomainEvent, domainEvent } from '../../lambdas/contract/events';
import { dayInChina } from '../../lambdas/core/china-day';
import type { Randomness } from '../../lambdas/core/identifiers';
import { ChannelRouter } from '../../lambdas/core/payments/channel-router';
import type { Change, Store } from '../../lambdas/core/ports/store';
import { handler as receiveChannelCallback } from '../../lambdas/payments/receive-channel-callback';
import { handler as resolveInstructions } from '../../lambdas/payments/resolve-instructions';
import { handler as sendDisbursement } from '../../lambdas/payments/send-disbursement';
import { handler as sendInstruction } from '../../lambdas/payments/send-instruction';
import { openBehaviourCards } from '../../lambdas/platform/composition/policy-documents';
import { openCatalogue } from '../../lambdas/platform/composition/products';
import { readRoutes } from '../../lambdas/platform/composition/routes';
import type { Moment } from '../../lambdas/platform/task';
import { handler as activateLoan } from '../../lambdas/repayment/activate-loan';
import { handler as authoriseAutopay } from '../../lambdas/repayment/authorise-autopay';
import { handler as closeDays } from '../../lambdas/repayment/close-days';
import { handler as createRepayment } from '../../lambdas/repayment/create-repayment';
import { handler as openNight } from '../../lambdas/repayment/open-night';
import { handler as postRepayment } from '../../lambdas/repayment/post-repayment';
import { handler as serviceLoans } from '../../lambdas/repayment/service-loans';
import type { Notice } from '../bank/instructions';
import { MovableClock } from '../clock';
import { runNight } from './night-run';
import { SimulatedBank } from './simulated-bank';

const consumers = [sendInstruction, postRepayment] as const;
const steps = { openNight, serviceLoans, closeDays };

export class Lender {
  readonly clock: MovableClock;
  readonly bank: SimulatedBank;
  /** What the handlers have asked of the store. */
  readonly asked = { roundTrips: 0, transactions: 0 };
  readonly store = new MemoryStore({
    now: () => this.now,
    fault: ({ kind }) => {
      this.asked.roundTrips += 1;
      if (kind === 'commit') this.asked.transactions += 1;
      return undefined;
    },
  });
  /** At least 0 and less than 1, the same in every run of a seed. */
  readonly draw: () => number;
  nights = 0;
  transitions = 0;
  /** Events that no consumer could take yet: a stream tries them again. */
  private queue: DomainEvent[] = [];
  private readonly random: Randomness;
  private readonly services: object;

  constructor(startMillis: number, seed: string) {
    this.random = seeded(`${seed} ids`);
    const bytes = seeded(`${seed} chances`);
    this.draw = () => Buffer.from(bytes(6)).readUIntBE(0, 6) / 2 ** 48;
    this.clock = new MovableClock(
      startMillis,
      () => this.deliver(),
      () => startMillis,
    );
    this.bank = new SimulatedBank({
      clock: this.clock,
      random: this.draw,
      receive: (notice) => this.receive(notice),
    });
    const { bank: channel } = this;
    this.services = {
      store: this.watched(),
      random: this.random,
      workflow: { start: async () => {}, answer: async () => true },
      channels: {
        enabled: [channel],
        forCards: [channel],
        find: (name: string) => (name === channel.name ? channel : undefined),
      },
      catalogue: openCatalogue(),
      behaviourCards: openBehaviourCards(this.store),
      router: new ChannelRouter(readRoutes(), [channel.name]),
    };
  }

  get now(): number {
    return this.clock.now();
  }

  get moment(): Moment {
    return { now: this.now, today: dayInChina(this.now) };
  }

  bytes(count: number): Uint8Array {
    return this.random(count);
  }

  /** Rows that are there before anything happens. */
  async seed(changes: readonly Change[]): Promise<void> {
    if (!(await this.store.commit(changes)).ok) throw new Error('seeded twice');
  }

  disburse(orderId: string): Promise<unknown> {
    const input = { orderId, taskToken: `money of ${orderId}` };
    return sendDisbursement.step(input, this.services as never, this.moment);
  }

  activate(orderId: string): Promise<unknown> {
    return activateLoan.step({ orderId }, this.services as never, this.moment);
  }

  /** Whether a repayment was taken: another may be on its way. */
  async repay(
    customerId: string,
    loanId: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<boolean> {
    const event = apiEvent({
      pathParameters: { loanId },
      headers: { 'idempotency-key': Buffer.from(this.bytes(16)).toString('hex') },
      body: JSON.stringify(body),
      authorizer: { subject: customerId, role: 'borrower', sessionId: 'ses_simulated' },
    });
    const handler = createRepayment.over(
      () => this.services as never,
      () => this.now,
    );
    return (await handler(event, {} as Context)).statusCode === 202;
  }

  async authorise(customerId: string, loanId: string, bankCardId: string): Promise<void> {
    const event = apiEvent({
      pathParameters: { loanId },
      headers: {},
      body: JSON.stringify({ bankCardId }),
      authorizer: {
        subject: customerId,
        role: 'borrower',
        sessionId: 'ses_simulated',
        steppedUpUntil: String(this.now + 60_000),
      },
    });
    const handler = authoriseAutopay.over(
      () => this.services as never,
      () => this.now,
    );
    const { statusCode } = await handler(event, {} as Context);
    if (statusCode !== 200) throw new Error(`autopay was answered ${statusCode}`);
  }

  async night(): Promise<void> {
    const run = await runNight(async (operationId, input) => {
      const { step } = steps[operationId as keyof typeof steps];
      return step(input as never, this.services as never, this.moment) as never;
    });
    this.nights += 1;
    this.transitions += run.transitions;
    if (run.status !== 'SUCCEEDED') throw new Error(`the night ${run.status}: ${run.error}`);
    await this.deliver();
  }

  /** The bank is asked after what nobody told the end of. */
  async askAfter(): Promise<void> {
    await resolveInstructions.operation(this.services as never, this.moment);
    await this.deliver();
  }

  /** Gives every event to every consumer; what throws is tried again, as a stream does. */
  async deliver(): Promise<void> {
    for (let round = 0; this.queue.length > 0; round++) {
      if (round > 20) throw new Error('an event finds no end');
      const events = this.queue;
      this.queue = [];
      for (const event of events) {
        const settled = await Promise.allSettled(
          consumers.map((each) => each.consumer(event, this.services as never, this.moment)),
        );
        if (settled.some(({ status }) => status === 'rejected')) this.queue.push(event);
      }
    }
  }

  private async receive(notice: Notice): Promise<boolean> {
    const handler = receiveChannelCallback.over(
      () => this.services as never,
      () => this.now,
    );
    const event = apiEvent({
      pathParameters: { channel: 'sandbox' },
      headers: {},
      body: JSON.stringify(notice),
      authorizer: {},
    });
    const { statusCode } = await handler(event, {} as Context);
    return statusCode === 200;
  }

  /** Every committed event goes into the queue, as the tables' streams would carry it. */
  private watched(): Store {
    const { store } = this;
    return {
      get: (key) => store.get(key),
      getMany: (keys) => store.getMany(keys),
      query: (query) => store.query(query),
      commit: async (changes, token) => {
        const committed = await store.commit(changes, token);
        if (committed.ok)
          for (const change of changes)
            if (change.kind === 'insert' && change.item.key.sort.startsWith('OUTBOX#'))
              this.queue.push(domainEvent.parse(change.item.body));
        return committed;
      },
    };
  }
}

interface ApiCall {
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly authorizer: Readonly<Record<string, string>>;
}

const apiEvent = ({ authorizer, headers, ...call }: ApiCall): APIGatewayProxyEvent =>
  ({
    ...call,
    headers: { 'content-type': 'application/json', ...headers },
    queryStringParameters: null,
    isBase64Encoded: false,
    requestContext: { requestId: 'simulated', authorizer },
  }) as unknown as APIGatewayProxyEvent;

/** The same bytes in every run of a seed. */
function seeded(seed: string): Randomness {
  let count = 0;
  return (bytes) => {
    count += 1;
    return createHash('sha256').update(`${seed} ${count}`).digest().subarray(0, bytes);
  };
}
