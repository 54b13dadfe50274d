/** Counts what every call costs, by the API route, workflow step or schedule that caused it. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Attribution {
  /** For example 'POST /orders', 'loan-origination: Assess order' or 'stream: orders'. */
  readonly cause?: string | undefined;
  readonly functionName?: string | undefined;
}

export interface Usage {
  /** Calls to the DynamoDB API. */
  roundTrips: number;
  readUnits: number;
  writeUnits: number;
  /** State transitions of standard workflows. */
  transitions: number;
  invocations: number;
  /** Lambda's unit of billing: memory times time. */
  gigabyteSeconds: number;
  /** Calls by service and action, e.g. kms → GenerateMac → 2. */
  readonly calls: Record<string, Record<string, number>>;
}

const emptyUsage = (): Usage => ({
  roundTrips: 0,
  readUnits: 0,
  writeUnits: 0,
  transitions: 0,
  invocations: 0,
  gigabyteSeconds: 0,
  calls: {},
});

export class Meter {
  private readonly current = new AsyncLocalStorage<Attribution>();
  private causes = new Map<string, Usage>();
  private functions = new Map<string, Usage>();
  private sum = emptyUsage();
  private counted = 0;

  /** Grows with everything that is counted, and is never reset. */
  get activity(): number {
    return this.counted;
  }

  /** Whatever is counted while the work runs is counted for this attribution. */
  attribute<T>(attribution: Attribution, work: () => T): T {
    return this.current.run(attribution, work);
  }

  call(service: string, action: string): void {
    this.count((usage) => {
      const actions = usage.calls[service] ?? {};
      actions[action] = (actions[action] ?? 0) + 1;
      usage.calls[service] = actions;
      if (service === 'dynamodb') usage.roundTrips += 1;
    });
  }

  capacity(readUnits: number, writeUnits: number): void {
    this.count((usage) => {
      usage.readUnits += readUnits;
      usage.writeUnits += writeUnits;
    });
  }

  /** A state transition is its workflow's own doing, whoever started the execution. */
  transition(machineArn: string): void {
    const cause = `workflow ${machineArn.split(':').at(-1)}`;
    this.attribute({ cause }, () =>
      this.count((usage) => {
        usage.transitions += 1;
      }),
    );
  }

  invocation(attribution: Attribution, memoryMegabytes: number, millis: number): void {
    this.attribute(attribution, () =>
      this.count((usage) => {
        usage.invocations += 1;
        usage.gigabyteSeconds += (memoryMegabytes / 1024) * (millis / 1000);
      }),
    );
  }

  byCause(): Record<string, Usage> {
    return Object.fromEntries(structuredClone(this.causes));
  }

  byFunction(): Record<string, Usage> {
    return Object.fromEntries(structuredClone(this.functions));
  }

  total(): Usage {
    return structuredClone(this.sum);
  }

  reset(): void {
    this.causes = new Map();
    this.functions = new Map();
    this.sum = emptyUsage();
  }

  private count(add: (usage: Usage) => void): void {
    const { cause = 'unknown', functionName } = this.current.getStore() ?? {};
    this.counted += 1;
    add(this.sum);
    add(usageOf(this.causes, cause));
    if (functionName) add(usageOf(this.functions, functionName));
  }
}

function usageOf(usages: Map<string, Usage>, name: string): Usage {
  const usage = usages.get(name) ?? emptyUsage();
  usages.set(name, usage);
  return usage;
}
