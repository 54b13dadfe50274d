/** Tells each step as it happens: a line to read, and the same as data. */

export interface ToldStep {
  readonly name: string;
  readonly detail: string;
  /** The state the order is in after the step, where there is one. */
  readonly orderState?: string;
  readonly ms: number;
}

export interface StepResult {
  readonly detail: string;
  readonly orderState?: string;
}

export class Telling {
  readonly steps: ToldStep[] = [];

  constructor(
    /** Receives every line; for JSON output nothing is printed on the way. */
    private readonly print: (line: string) => void,
    private readonly stopwatch: () => number = () => performance.now(),
  ) {}

  chapter(title: string): void {
    this.print('');
    this.print(title);
  }

  note(line: string): void {
    this.print(`      ${line}`);
  }

  async step<T extends StepResult>(name: string, run: () => Promise<T>): Promise<T> {
    const began = this.stopwatch();
    const result = await run();
    const ms = Math.round(this.stopwatch() - began);
    const { detail, orderState } = result;
    this.steps.push({ name, detail, ms, ...(orderState !== undefined && { orderState }) });
    const number = String(this.steps.length).padStart(2);
    const state = orderState ? `  → ${orderState}` : '';
    this.print(`  ${number}  ${name.padEnd(34)} ${`${ms} ms`.padStart(9)}  ${detail}${state}`);
    return result;
  }
}

export const yuan = (amountFen: number): string =>
  `¥${(amountFen / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })}`;

export const percent = (ppm: number): string => `${(ppm / 10_000).toFixed(2)} %`;
