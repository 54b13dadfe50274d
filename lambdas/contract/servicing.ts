/** When the night runs: after midnight, and at the hours at which what is due is collected. */
import { servicingPolicy } from '../core/repayment/servicing-policy';

/** Hours of the day in China. */
export const nightHours: readonly number[] = [0, ...servicingPolicy.collectionHours];
/** Past the hour: nothing of the day before is still on its way. */
export const nightMinute = 10;
