/** The circuit breaker of a channel: its state follows from what came back, minute by minute. */
import { hashOfText } from '../canonical';

export type BreakerState = 'closed' | 'open' | 'halfOpen';

export interface BreakerRules {
  /** It opens on what came back within so many minutes. */
  readonly windowMinutes: number;
  /** Of fewer attempts nothing is concluded. */
  readonly minimumAttempts: number;
  /** Opens where at least this share of the attempts was bad. */
  readonly badPpm: number;
  /** How long nothing new goes out before it is tried again. */
  readonly openMinutes: number;
  /** The share of new instructions that a half-open one is tried with. */
  readonly trialSharePpm: number;
  /** After so many trials it closes, or opens again. */
  readonly trialAttempts: number;
}

/** What came back of the submissions of one minute since the epoch. */
export interface MinuteCount {
  readonly minute: number;
  readonly good: number;
  readonly bad: number;
}

/** What lies further back is forgotten: a channel nobody has used since is tried afresh. */
export const rememberedMinutes = 30;

export const minuteOf = (epochMillis: number): number => Math.floor(epochMillis / 60_000);

/** Closed where nothing is known. Counts in any order; several of a minute are added up. */
export function breakerState(
  counts: readonly MinuteCount[],
  nowMinute: number,
  rules: BreakerRules,
): BreakerState {
  const first = nowMinute - rememberedMinutes + 1;
  let phase: Phase = { state: 'closed', since: first };
  for (let minute = first; minute <= nowMinute; minute++)
    phase = phaseAfter(waited(phase, minute, rules), counts, minute, rules);
  return phase.state;
}

/** A state and the minute in which it began. */
interface Phase {
  readonly state: BreakerState;
  readonly since: number;
}

const waited = (phase: Phase, minute: number, { openMinutes }: BreakerRules): Phase =>
  phase.state === 'open' && minute - phase.since >= openMinutes
    ? { state: 'halfOpen', since: minute }
    : phase;

/** What came back before a state began says nothing about it. */
function phaseAfter(
  phase: Phase,
  counts: readonly MinuteCount[],
  minute: number,
  rules: BreakerRules,
): Phase {
  const { state, since } = phase;
  if (state === 'open') return phase;
  if (state === 'halfOpen') {
    const trials = totalOf(counts, since, minute);
    if (trials.attempts < rules.trialAttempts) return phase;
    return { state: isBad(trials, rules) ? 'open' : 'closed', since: minute };
  }
  const recent = totalOf(counts, Math.max(since, minute - rules.windowMinutes + 1), minute);
  const opens = recent.attempts >= rules.minimumAttempts && isBad(recent, rules);
  return opens ? { state: 'open', since: minute } : phase;
}

interface Total {
  readonly attempts: number;
  readonly bad: number;
}

const isBad = ({ attempts, bad }: Total, { badPpm }: BreakerRules): boolean =>
  bad * 1_000_000 >= badPpm * attempts;

function totalOf(counts: readonly MinuteCount[], from: number, to: number): Total {
  const within = counts.filter(({ minute }) => from <= minute && minute <= to);
  const bad = within.reduce((sum, count) => sum + count.bad, 0);
  return { bad, attempts: within.reduce((sum, count) => sum + count.good, bad) };
}

/** The same instruction always belongs to the trials, or never. */
export const isTrial = (instructionId: string, { trialSharePpm }: BreakerRules): boolean =>
  drawOf(instructionId) % 1_000_000 < trialSharePpm;

/** 32 bits that follow from the id alone. */
export const drawOf = (instructionId: string): number =>
  Number.parseInt(hashOfText(instructionId).slice(0, 8), 16);
