/** A new instruction goes where its terms allow, to the healthiest, then open, then cheapest. */
import * as fc from 'fast-check';
import type { BreakerState } from '../../../lambdas/core/payments/breaker';
import { isTrial } from '../../../lambdas/core/payments/breaker';
import {
  bestRoute,
  faultsOf,
  feeOf,
  possibleRoutes,
  type Route,
  type Routes,
  type RoutingWish,
} from '../../../lambdas/core/payments/routing';
import { readRoutes } from '../../../lambdas/platform/composition/routes';

const { breaker } = readRoutes();
const noonInChina = Date.UTC(2026, 10, 22, 4);

describe('a route', () => {
  it('must know the account, the direction, the bank and the amount', () => {
    const routes = [
      aRoute('other'),
      aRoute('a', { direction: 'disbursement' }),
      aRoute('a', { banks: ['工商银行'] }),
      aRoute('a', { minimumFen: 10_001 }),
      aRoute('a', { maximumFen: 9_999 }),
      aRoute('a', { banks: ['工商银行', '建设银行'], minimumFen: 10_000, maximumFen: 10_000 }),
    ];
    expect(possibleRoutes({ version: 1, routes, breaker }, wish)).toEqual([routes[5]]);
  });

  it('costs a fixed fee and a share of the amount', () => {
    expect(feeOf(aRoute('a', { feeFen: 50, feePpm: 6_000 }), 10_000)).toBe(110);
  });

  it('is chosen for being cheap, unless another is open at this hour', () => {
    const dear = aRoute('a', { feeFen: 2 });
    const cheap = aRoute('b', { feeFen: 1, opensAt: '06:00', closesAt: '12:00' });
    expect(chosen([dear, cheap], {}, noonInChina - 1)).toBe('b');
    expect(chosen([dear, cheap], {}, noonInChina)).toBe('a');
    expect(chosen([cheap], {}, noonInChina)).toBe('b');
  });

  it('is the first of equals', () => {
    expect(chosen([aRoute('b'), aRoute('a')])).toBe('b');
  });
});

describe('health', () => {
  const routes = [aRoute('a', { feeFen: 1 }), aRoute('b', { feeFen: 900 })];

  it('counts for more than any fee: what is new goes elsewhere while a channel is open', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom('open', 'halfOpen'), (instructionId, state) => {
        const to = chosen(routes, { a: state }, noonInChina, { ...wish, instructionId });
        expect(to).toBe(state === 'halfOpen' && isTrial(instructionId, breaker) ? 'a' : 'b');
      }),
      { numRuns: 200 },
    );
  });

  it('of none is no reason to stop: the best of the ill is used', () => {
    expect(chosen(routes, { a: 'open', b: 'open' })).toBe('a');
    expect(chosen(routes, { a: 'open', b: 'halfOpen' })).toBe('b');
    expect(chosen([aRoute('a')], { a: 'open' })).toBe('a');
  });

  it('lets every wish that can be carried be carried, by nothing ill while something is well', () => {
    const state = fc.constantFrom<BreakerState>('closed', 'open', 'halfOpen');
    const route = fc.record({ channel: fc.constantFrom('a', 'b', 'c'), feeFen: fc.nat(99) });
    fc.assert(
      fc.property(
        fc.array(route, { minLength: 1, maxLength: 6 }),
        fc.record({ a: state, b: state, c: state }),
        (some, states) => {
          const all = some.map(({ channel, feeFen }) => aRoute(channel, { feeFen }));
          const to = chosen(all, states) as 'a' | 'b' | 'c';
          expect(to).toBeDefined();
          if (all.some(({ channel }) => states[channel as 'a'] === 'closed'))
            expect(states[to]).not.toBe('open');
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the document of routes', () => {
  it('serves both directions of every channel of the contract', () => {
    const { routes } = readRoutes();
    const pairs = routes.map(({ channel, direction }) => `${channel} ${direction}`);
    expect(new Set(pairs).size).toBe(8);
  });

  it.each<[string, Partial<Route>]>([
    ['routes[0].channel', { channel: 'nobody' }],
    ['routes[0].direction', { direction: 'refund' as never }],
    ['routes[0].minimumFen', { minimumFen: 0 }],
    ['routes[0].maximumFen', { maximumFen: 0 }],
    ['routes[0].opensAt', { opensAt: '0:00' }],
    ['routes[0].closesAt', { closesAt: '00:00' }],
    ['routes[0].fee', { feePpm: 0.5 }],
  ])('is refused for its %s', (fault, odd) => {
    const document: Routes = { version: 1, routes: [aRoute('a', odd)], breaker };
    expect(faultsOf(document, ['a'])).toEqual([fault]);
  });

  it('is refused for a breaker that could never open or close', () => {
    const odd = { version: 1, routes: [], breaker: { ...breaker, trialAttempts: 0 } };
    expect(faultsOf(odd, [])).toEqual(['breaker.trialAttempts']);
  });
});

const wish: RoutingWish = {
  instructionId: 'rep_1',
  direction: 'collection',
  amountFen: 10_000,
  bank: '建设银行',
  channels: ['a', 'b', 'c'],
};

function aRoute(channel: string, terms: Partial<Route> = {}): Route {
  return {
    channel,
    direction: 'collection',
    minimumFen: 1,
    maximumFen: 1_000_000,
    opensAt: '00:00',
    closesAt: '24:00',
    feeFen: 0,
    feePpm: 0,
    ...terms,
  };
}

const chosen = (
  routes: readonly Route[],
  states: Readonly<Record<string, string>> = {},
  nowMillis = noonInChina,
  asked = wish,
) =>
  bestRoute(routes, asked, (channel) => (states[channel] ?? 'closed') as BreakerState, {
    breaker,
    nowMillis,
  })?.channel;
