/** Finds the account a new instruction goes through: routes, and the health of their channels. */
import type { Store } from '../ports/store';
import { failure, type Result, success } from '../result';
import type { DebitSource } from '../users/debit-source';
import { accountsOf, type ChannelAccount } from '../users/rows';
import { type BreakerState, breakerState, type MinuteCount, minuteOf } from './breaker';
import { readHealth } from './channel-health';
import { bestRoute, isCarriedNow, possibleRoutes, type Routes, type RoutingWish } from './routing';

/** How long a warm function believes what it has read of a channel's health. */
export const healthBelievedMillis = 5_000;

interface Read {
  readonly atMillis: number;
  readonly counts: readonly MinuteCount[];
}

export type NewInstruction = Pick<RoutingWish, 'instructionId' | 'direction' | 'amountFen'>;

/**
 * `noChannel`: no channel of this stage that knows the account may carry it.
 * `channelIll`: the only one that may has an open breaker; later it may go.
 */
export type Unroutable = 'noChannel' | 'channelIll';

export class ChannelRouter {
  private readonly reads = new Map<string, Read>();

  constructor(
    private readonly routes: Routes,
    /** Channels of this stage. */
    private readonly enabled: readonly string[],
  ) {}

  /** Of a card the best channel that knows it; of a wallet its own, while that is well. */
  async choose(
    store: Store,
    source: DebitSource,
    instruction: NewInstruction,
    nowMillis: number,
  ): Promise<Result<ChannelAccount, Unroutable>> {
    const accounts = accountsOf(source).filter(({ channel }) => this.enabled.includes(channel));
    const channels = accounts.map(({ channel }) => channel);
    const wish = { ...instruction, bank: source.bank?.zh, channels };
    const possible = possibleRoutes(this.routes, wish);
    const { breaker } = this.routes;
    const isWallet = source.bank === undefined;
    const known = new Set(possible.map(({ channel }) => channel));
    // Of a card with one channel there is no choice, and nothing is read.
    const states =
      isWallet || known.size > 1 ? await this.statesOf(store, known, nowMillis) : noneRead;
    const stateOf = (channel: string) => states.get(channel) ?? 'closed';
    const best = bestRoute(possible, wish, stateOf, { breaker, nowMillis });
    const account = accounts.find(({ channel }) => channel === best?.channel);
    if (!account) return failure('noChannel');
    const { instructionId } = instruction;
    if (isWallet && !isCarriedNow(stateOf(account.channel), instructionId, breaker))
      return failure('channelIll');
    return success(account);
  }

  private async statesOf(store: Store, channels: ReadonlySet<string>, nowMillis: number) {
    const states = [...channels].map(async (channel) => {
      const { counts } = await this.healthOf(store, channel, nowMillis);
      const state = breakerState(counts, minuteOf(nowMillis), this.routes.breaker);
      return [channel, state] as const;
    });
    return new Map(await Promise.all(states));
  }

  private async healthOf(store: Store, channel: string, nowMillis: number): Promise<Read> {
    const known = this.reads.get(channel);
    const age = nowMillis - (known?.atMillis ?? 0);
    if (known && 0 <= age && age < healthBelievedMillis) return known;
    const read = { atMillis: nowMillis, counts: await readHealth(store, channel, nowMillis) };
    this.reads.set(channel, read);
    return read;
  }
}

const noneRead: ReadonlyMap<string, BreakerState> = new Map();
