/** Workflow step: which days are open, so that a night that was missed is caught up. */
import * as z from 'zod';
import { daysBetween } from '../core/calendar';
import { dayShards } from '../core/repayment/loan-record';
import { openStore } from '../platform/composition/store';
import { task } from '../platform/task';
import { firstOpenDayWithWork } from './open-days';

/** A place is a shard of a day: day by day from the first open one, today the last. */
export const handler = task('openNight', z.unknown())
  .using({ store: openStore })
  .with(async (_, { store }, { today }) => {
    const from = await firstOpenDayWithWork(store, today);
    const ended = daysBetween(from, today);
    return { from, ended, places: (ended + 1) * dayShards };
  });
