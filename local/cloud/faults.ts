/** Makes calls fail on purpose, as networks and services do: before, after or twice the effect. */
import { AwsError } from './service';

export interface FaultRule {
  /** Which calls: every member given must match. */
  readonly service?: string;
  readonly action?: string;
  readonly functionName?: string;
  readonly cause?: string;
  /** Calls that pass before the rule begins to act; 0 if absent. */
  readonly after?: number;
  /** How many calls it acts upon; without end if absent. */
  readonly times?: number;
  readonly fault: Fault;
}

export type Fault =
  /** Answers an error; nothing happens. */
  | { readonly kind: 'error'; readonly code: string; readonly status?: number }
  /** The caller loses the connection; nothing happens. */
  | { readonly kind: 'timeoutBefore' }
  /** The caller loses the connection; the effect has happened. */
  | { readonly kind: 'timeoutAfter' }
  /** The request arrives twice; the caller sees the second answer. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'delay'; readonly millis: number };

export interface FaultedCall {
  readonly service: string;
  readonly action: string;
  readonly functionName?: string | undefined;
  readonly cause?: string | undefined;
  /** Closes the caller's connection without an answer. */
  disconnect(): void;
}

interface Entry {
  readonly rule: FaultRule;
  seen: number;
}

export class Faults {
  private entries: Entry[] = [];

  /** Adds a rule and answers how to take it away. The first rule that matches acts. */
  add(rule: FaultRule): () => void {
    const entry = { rule, seen: 0 };
    this.entries.push(entry);
    return () => {
      this.entries = this.entries.filter((one) => one !== entry);
    };
  }

  clear(): void {
    this.entries = [];
  }

  async apply<T>(call: FaultedCall, effect: () => Promise<T>): Promise<T> {
    const fault = this.faultFor(call);
    if (!fault) return effect();
    switch (fault.kind) {
      case 'error':
        throw new AwsError(fault.code, 'A fault was injected.', fault.status ?? 400);
      case 'timeoutBefore':
        return lose(call);
      case 'timeoutAfter':
        await effect();
        return lose(call);
      case 'duplicate':
        // The first answer is lost on the way, whatever it was.
        await effect().catch(() => {});
        return effect();
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.millis));
        return effect();
    }
  }

  private faultFor(call: FaultedCall): Fault | undefined {
    for (const entry of this.entries) {
      if (!matches(entry.rule, call)) continue;
      const { after = 0, times = Number.POSITIVE_INFINITY } = entry.rule;
      entry.seen += 1;
      if (entry.seen > after && entry.seen <= after + times) return entry.rule.fault;
    }
    return undefined;
  }
}

const criteria = ['service', 'action', 'functionName', 'cause'] as const;

const matches = (rule: FaultRule, call: FaultedCall) =>
  criteria.every((name) => rule[name] === undefined || rule[name] === call[name]);

function lose(call: FaultedCall): never {
  call.disconnect();
  throw new AwsError('RequestTimeout', 'The connection was lost on purpose.', 408);
}
