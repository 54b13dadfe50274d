/** Side-by-side timing: both candidates in one process, in turns, and the median of the ratios. */

export interface Comparison {
  readonly name: string;
  /** Does the job once; returns something that depends on it, so that it cannot be left out. */
  readonly ours: () => unknown;
  readonly peer: () => unknown;
  readonly peerName: string;
  /** How many times as fast as the peer we promise to be. */
  readonly target: number;
  /** How many jobs make a round of some milliseconds. */
  readonly jobs: number;
}

export interface Ratio {
  readonly name: string;
  readonly peer: string;
  readonly ratio: number;
  readonly target: number;
  readonly met: boolean;
  readonly ourMicroseconds: number;
  readonly peerMicroseconds: number;
  readonly rounds: number;
}

let sink = 0;

/** Microseconds a job takes over one round. */
export function timeRound(job: () => unknown, jobs: number): number {
  const started = process.hrtime.bigint();
  for (let index = 0; index < jobs; index += 1) {
    sink += job() === undefined ? 0 : 1;
  }
  return Number(process.hrtime.bigint() - started) / 1_000 / jobs;
}

export function compare(comparison: Comparison, rounds: number): Ratio {
  const { name, peerName, ours, peer, jobs, target } = comparison;
  for (let warmUp = 0; warmUp < 5; warmUp += 1) {
    timeRound(ours, jobs);
    timeRound(peer, jobs);
  }
  const our: number[] = [];
  const their: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Who goes first changes every round, so that neither always finds a warmer machine.
    const oursFirst = round % 2 === 0;
    const first = timeRound(oursFirst ? ours : peer, jobs);
    const second = timeRound(oursFirst ? peer : ours, jobs);
    our.push(oursFirst ? first : second);
    their.push(oursFirst ? second : first);
    ratios.push((their.at(-1) ?? 0) / (our.at(-1) ?? 1));
  }
  const ratio = median(ratios);
  return {
    name,
    peer: peerName,
    ratio: Number(ratio.toFixed(2)),
    target,
    met: ratio >= target,
    ourMicroseconds: Number(median(our).toFixed(3)),
    peerMicroseconds: Number(median(their).toFixed(3)),
    rounds,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.slice().sort((left, right) => left - right);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** How often a job throws or is not right. */
export function failures(jobs: readonly (() => boolean)[]): number {
  let failed = 0;
  for (const job of jobs) {
    try {
      failed += job() ? 0 : 1;
    } catch {
      failed += 1;
    }
  }
  return failed;
}

/** Keeps the results alive. */
export const consumed = (): number => sink;
