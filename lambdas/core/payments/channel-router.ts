/** Finds the account a new instruction goes through: routes, and the health of their channels. */
import type { Store } from '../ports/store';
import { accountsOf, type BankCardBody, type ChannelAccount } from '../users/rows';
import { breakerState, type MinuteCount, minuteOf } from './breaker';
import { readHealth } from './channel-health';
import { bestRoute, possibleRoutes, type Routes, type RoutingWish } from './routing';

/** How long a warm function believes what it has read of a channel's health. */
export const healthBelievedMillis = 5_000;

interface Read {
  readonly atMillis: number;
  readonly counts: readonly MinuteCount[];
}

export type NewInstruction = Pick<RoutingWish, 'instructionId' | 'direction' | 'amountFen'>;

export class ChannelRouter {
  private readonly reads = new Map<string, Read>();

  constructor(
    private readonly routes: Routes,
    /** Channels of this stage. */
    private readonly enabled: readonly string[],
  ) {}

  /** Undefined where no channel of this stage that knows the card may carry it. */
  async choose(
    store: Store,
    card: Pick<BankCardBody, 'bank' | 'channel' | 'accountToken' | 'otherAccounts'>,
    instruction: NewInstruction,
    nowMillis: number,
  ): Promise<ChannelAccount | undefined> {
    const accounts = accountsOf(card).filter(({ channel }) => this.enabled.includes(channel));
    const channels = accounts.map(({ channel }) => channel);
    const wish = { ...instruction, bank: card.bank.zh, channels };
    const possible = possibleRoutes(this.routes, wish);
    const states = await this.statesOf(
      store,
      new Set(possible.map(({ channel }) => channel)),
      nowMillis,
    );
    const { breaker } = this.routes;
    const best = bestRoute(possible, wish, (channel) => states.get(channel) ?? 'closed', {
      breaker,
      nowMillis,
    });
    return accounts.find(({ channel }) => channel === best?.channel);
  }

  /** Where there is one channel there is no choice, and nothing is read. */
  private async statesOf(store: Store, channels: ReadonlySet<string>, nowMillis: number) {
    if (channels.size < 2) return new Map();
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
