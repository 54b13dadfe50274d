/** Every function of a stage by operationId: whoever calls one finds it here, in any stack. */
import type { LendingFunction } from './lending-function';

export class FunctionRegistry {
  private readonly made = new Map<string, LendingFunction>();

  /** Throws when the operation has a function already. */
  add(fn: LendingFunction): void {
    if (this.made.has(fn.operationId)) throw new Error(`${fn.operationId} is bound twice`);
    this.made.set(fn.operationId, fn);
  }

  /** The function of an operation; an operation without one is a mistake in a capability. */
  of(operationId: string): LendingFunction {
    const fn = this.made.get(operationId);
    if (!fn) throw new Error(`${operationId} has no function: bind it in its capability`);
    return fn;
  }
}
