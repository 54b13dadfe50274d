/** Workflow step: asks the robot after a page of a shard's calls whose end is not known yet. */
import * as z from 'zod';
import { parseIsoDate } from '../core/calendar';
import { concludeDial } from '../core/collections/contact-conclusion';
import { type ContactRecord, pendingCalls } from '../core/collections/contact-record';
import {
  type PromiseServices,
  type Promising,
  preparePromise,
} from '../core/collections/take-promise';
import type { CallEnd, SpokenPromise } from '../core/ports/voice-robot';
import { success } from '../core/result';
import { openStrategies } from '../platform/composition/collections';
import { openRandom } from '../platform/composition/random';
import { openStore } from '../platform/composition/store';
import { openVoiceRobot } from '../platform/composition/voice-robot';
import { describeError, logger } from '../platform/observability';
import { task } from '../platform/task';
import { measurePromise } from './measures';

const pageSize = 100;

export const handler = task(
  'resolveCalls',
  z.object({ shard: z.int(), cursor: z.string().optional() }),
)
  .using({
    store: openStore,
    random: openRandom,
    voiceRobot: openVoiceRobot,
    strategies: openStrategies,
  })
  .with(async ({ shard, cursor }, { voiceRobot, ...services }, { now }) => {
    const page = await services.store.query<ContactRecord & Record<string, string>>(
      pendingCalls(shard, pageSize, cursor),
    );
    let pending = 0;
    for (const { body } of page.items) {
      const { loanId, callId = '' } = body;
      try {
        const end = await voiceRobot.outcomeOf(callId);
        if (end.status === 'pending') pending += 1;
        else await conclude(services, body, end, now);
      } catch (error) {
        pending += 1;
        logger.error('not resolved', { loanId, ...describeError(error) });
      }
    }
    return { shard, cursor: page.next ?? '', pending };
  });

/** A promise that cannot be taken leaves the call an answered one. */
async function conclude(
  services: PromiseServices,
  { customerId, contactId, loanId }: ContactRecord,
  end: CallEnd,
  now: number,
): Promise<void> {
  const promising = end.status === 'answered' && promisingOf(loanId, end.promise, now);
  let made = false;
  const result = promising ? ('promise' as const) : end.status;
  const ending = { customerId, contactId, dial: end.status, result };
  const concluded = await concludeDial(services, ending, async (debtor) => {
    const prepared = promising ? await preparePromise(services, promising, debtor) : undefined;
    made = prepared?.ok === true;
    return success(prepared?.ok ? prepared.value : { debtor, changes: [] });
  });
  if (concluded.ok && concluded.value && made) measurePromise('made');
}

function promisingOf(
  loanId: string,
  said: SpokenPromise | undefined,
  now: number,
): Promising | undefined {
  const on = parseIsoDate(said?.on);
  if (!said || !on.ok) return undefined;
  return { loanId, amountFen: said.amountFen, on: on.value, by: 'voiceRobot', now };
}
