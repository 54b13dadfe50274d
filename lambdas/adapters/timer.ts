/** Real time, for waiting no longer than somebody may take. */
import { setTimeout } from 'node:timers/promises';
import type { Timer } from '../core/ports/data-source';

export const realTimer: Timer = {
  now: () => performance.now(),
  sleep: (millis, unless) => setTimeout(millis, undefined, { signal: unless }).catch(() => {}),
};
