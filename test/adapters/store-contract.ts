/** What every Store must do: one contract, run over each implementation. */
import type { Store } from '../../lambdas/core/ports/store';
import { describeSingleChanges, describeTogether } from './store-changes';
import { describeCounters, describeTokens } from './store-counters';
import { describeStoreProperties } from './store-properties';
import { describeQueries } from './store-queries';
import { describeRefusals } from './store-refusals';

export interface StoreUnderTest {
  readonly store: Store;
  /** Moves the time the store's tokens live by. */
  readonly advance: (millis: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export function describeStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`the Store contract on ${name}`, () => {
    let tested: StoreUnderTest;
    const store = () => tested.store;

    beforeAll(async () => {
      tested = await make();
    });
    afterAll(() => tested.close());

    describeSingleChanges(store);
    describeTogether(store);
    describeTokens(store, (millis) => tested.advance(millis));
    describeCounters(store);
    describeQueries(store);
    describeRefusals(store);
    describeStoreProperties(store);
  });
}
