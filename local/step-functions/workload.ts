/** What is under way in the engine, so that whoever moves the clock can let it come to rest. */

export class Workload {
  private readonly steps = new Set<Promise<unknown>>();
  private readonly calls = new Set<Promise<unknown>>();

  addStep(step: Promise<unknown>): void {
    add(this.steps, step);
  }

  /** A call to a function; its reply's step included. */
  addCall(call: Promise<unknown>): void {
    add(this.calls, call);
  }

  /**
   * Resolves when no execution can go on without a timer, an answer from outside or a function
   * that is still running.
   */
  settled(): Promise<void> {
    return this.quiet(() => [...this.steps]);
  }

  /** The same, and no function is running: nothing happens now unless time passes. */
  atRest(): Promise<void> {
    return this.quiet(() => [...this.steps, ...this.calls]);
  }

  private async quiet(pending: () => Promise<unknown>[]): Promise<void> {
    do {
      await Promise.all(pending());
      // A turn of the event loop: what has been answered gets to start its step.
      await new Promise((resolve) => setImmediate(resolve));
    } while (pending().length > 0);
  }
}

function add(set: Set<Promise<unknown>>, work: Promise<unknown>): void {
  set.add(work);
  const remove = () => set.delete(work);
  work.then(remove, remove);
}
