/** What collection counts: contacts made, refused and failed, and what became of promises. */
import type { Acted } from '../core/collections/act-on-case';
import { measure } from '../platform/observability';

export function measureActed({ outcome, promise }: Acted): void {
  if (outcome === 'sent' || outcome === 'placed') measure('ContactsMade');
  if (outcome === 'refused') measure('ContactsRefused');
  if (outcome === 'notSent' || outcome === 'notPlaced') measure('ContactsFailed');
  if (promise) measurePromise(promise);
}

export const measurePromise = (promise: 'made' | 'kept' | 'broken'): void =>
  measure(
    ({ made: 'PromisesMade', kept: 'PromisesKept', broken: 'PromisesBroken' } as const)[promise],
  );
