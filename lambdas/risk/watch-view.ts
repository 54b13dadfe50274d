/** How the watch list is shown: signs and actions, never who somebody is. */
import type * as z from 'zod';
import type { closeWatch } from '../contract/early-warning';
import type { Watch } from '../core/risk/warnings/watch-record';

type WatchView = z.input<(typeof closeWatch)['responses'][201]>;

export const watchView = ({ customerId, status, warnings, closedAt }: Watch): WatchView => ({
  customerId,
  status,
  warnings: warnings.map((warning) => ({ ...warning })),
  ...(closedAt && { closedAt }),
});
