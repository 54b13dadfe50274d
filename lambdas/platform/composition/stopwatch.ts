/** A clock that measures how long something took, and says nothing of when. */

/** Microseconds from any beginning. */
export type Stopwatch = () => number;

export const openStopwatch = (): Stopwatch => (): number => Math.round(performance.now() * 1_000);
