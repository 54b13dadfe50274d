/** The clock itself, for a batch in which each contact has a moment of its own. */

/** Milliseconds since the epoch. */
export const openClock = (): (() => number) => Date.now;
