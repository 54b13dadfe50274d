/**
 * The laptop's time: real time plus an offset that can be moved forward, firing timers on the
 * way.
 */

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Now, in milliseconds since the epoch. */
  now(): number;
  /** Runs once when the clock reaches the instant; at once if it has passed. */
  at(epochMillis: number, run: () => void | Promise<void>): Timer;
}

interface Pending {
  readonly dueAt: number;
  readonly order: number;
  readonly run: () => void | Promise<void>;
}

/**
 * A clock that flows with real time and can be moved. `moveTo` fires every timer on the way in
 * order, each at its own instant and awaited, so that a year of timers is lived in seconds.
 */
export class MovableClock implements Clock {
  private readonly pending = new Set<Pending>();
  private readonly offset: Float64Array;
  private count = 0;
  private wakeUp: NodeJS.Timeout | undefined;
  private moving: Promise<void> = Promise.resolve();
  private isMoving = false;

  /** Shared with the function workers, whose Date reads the same offset (milliseconds). */
  readonly sharedOffset: SharedArrayBuffer;

  constructor(
    startAt?: number,
    /** Awaited before, after every fired timer and at the end: lets what goes on come to rest. */
    private readonly settle: () => Promise<void> = async () => {},
    private readonly realNow: () => number = Date.now,
  ) {
    this.sharedOffset = new SharedArrayBuffer(8);
    this.offset = new Float64Array(this.sharedOffset);
    if (startAt !== undefined) this.offset[0] = startAt - this.realNow();
  }

  now(): number {
    return this.realNow() + (this.offset[0] ?? 0);
  }

  at(epochMillis: number, run: () => void | Promise<void>): Timer {
    const entry: Pending = { dueAt: epochMillis, order: this.count++, run };
    this.pending.add(entry);
    this.arm();
    return {
      cancel: () => {
        this.pending.delete(entry);
        this.arm();
      },
    };
  }

  /** Moves forward to the instant; a move into the past is refused. One move at a time. */
  moveTo(epochMillis: number): Promise<void> {
    const move = this.moving.then(() => this.travel(epochMillis));
    this.moving = move.catch(() => {});
    return move;
  }

  stop(): void {
    this.pending.clear();
    clearTimeout(this.wakeUp);
  }

  private async travel(target: number): Promise<void> {
    if (target < this.now()) throw new RangeError('the clock only moves forward');
    this.isMoving = true;
    try {
      await this.settle();
      for (let next = this.next(); next && next.dueAt <= target; next = this.next()) {
        this.jumpTo(next.dueAt);
        this.pending.delete(next);
        await next.run();
        await this.settle();
      }
      this.jumpTo(target);
      await this.settle();
    } finally {
      this.isMoving = false;
      this.arm();
    }
  }

  private jumpTo(epochMillis: number): void {
    if (epochMillis > this.now()) this.offset[0] = epochMillis - this.realNow();
  }

  private next(): Pending | undefined {
    let first: Pending | undefined;
    for (const entry of this.pending) {
      if (!first || entry.dueAt < first.dueAt) first = entry;
      else if (entry.dueAt === first.dueAt && entry.order < first.order) first = entry;
    }
    return first;
  }

  private arm(): void {
    clearTimeout(this.wakeUp);
    const next = this.next();
    if (!next || this.isMoving) return;
    // Node's timers overflow beyond 2^31-1 ms: wake up earlier and look again.
    const wait = Math.min(Math.max(0, next.dueAt - this.now()), 2_000_000_000);
    this.wakeUp = setTimeout(() => this.fireDue(), wait);
    this.wakeUp.unref();
  }

  private fireDue(): void {
    for (let next = this.next(); next && next.dueAt <= this.now(); next = this.next()) {
      this.pending.delete(next);
      void Promise.resolve(next.run()).catch(() => {});
    }
    this.arm();
  }
}
