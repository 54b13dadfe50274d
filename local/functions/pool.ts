/** The execution environments of one function: reused while idle, added while all are busy. */
import type { Instance, Outcome } from './instance';

type Job = (instance: Instance) => Promise<Outcome>;

export class Pool {
  private readonly idle: Instance[] = [];
  private readonly serving = new Set<Instance>();
  private readonly queue: (() => void)[] = [];
  private running = 0;
  private lastUsedAt = performance.now();

  constructor(
    private readonly create: () => Instance,
    /** Further calls wait for their turn. */
    private readonly maximumInstances: number,
  ) {}

  get idleCount(): number {
    return this.idle.length;
  }

  /** When the last call ended, on the monotonic clock; without idle instances: never. */
  get idleSince(): number {
    return this.idle.length > 0 ? this.lastUsedAt : Number.POSITIVE_INFINITY;
  }

  /** Starts an instance ahead of the first call. */
  warm(): void {
    if (this.idle.length + this.running === 0) this.idle.push(this.create());
  }

  /** Never rejects, as the job never does. */
  async run(job: Job): Promise<Outcome> {
    if (this.running >= this.maximumInstances) {
      await new Promise<void>((resolve) => this.queue.push(resolve));
    } else {
      this.running += 1;
    }
    const instance = this.take() ?? this.create();
    this.serving.add(instance);
    try {
      return await job(instance);
    } finally {
      this.serving.delete(instance);
      this.lastUsedAt = performance.now();
      if (instance.isAlive) this.idle.push(instance);
      // The place is handed on, so that nobody can slip in between.
      const next = this.queue.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  /** Ends one idle instance, if there is one. */
  async shrink(): Promise<void> {
    await this.idle.shift()?.terminate();
  }

  /** Ends all of them; a call under way answers that its environment was ended. */
  async close(): Promise<void> {
    const all = [...this.idle.splice(0), ...this.serving];
    await Promise.all(all.map((instance) => instance.terminate()));
  }

  private take(): Instance | undefined {
    for (let last = this.idle.pop(); last; last = this.idle.pop()) {
      if (last.isAlive) return last;
    }
    return undefined;
  }
}
