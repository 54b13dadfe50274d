/** Removes rows some time after the epoch second their table's time-to-live attribute holds. */
import type { Row } from 'dynalite/db/index.js';
import type { Clock, Timer } from '../clock';
import { type Database, layout, under, type Write } from './database';
import type { RowChange } from './draft';
import type { Table } from './tables';

export interface ExpiredRow {
  readonly table: string;
  readonly place: string;
}

/** Sweeps fall on whole hours of the clock: AWS promises days, and a moved clock fires each one. */
const sweepEveryMillis = 3_600_000;

const rowsASweep = 500;

export class TimeToLive {
  private timer: Timer | undefined;
  private dueAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    /** Removes rows that are still expired, in one commit. */
    private readonly remove: (rows: readonly ExpiredRow[], nowSeconds: number) => Promise<void>,
  ) {}

  /** Arms the timer for what an earlier process has left. */
  async start(): Promise<void> {
    for await (const [key] of this.database.iterator({ ...everyExpiry, limit: 1 })) {
      this.arm(Number(key.split('~')[1]));
    }
  }

  stop(): void {
    this.timer?.cancel();
  }

  /** The writes that keep the order of expiry beside the rows. */
  writesFor({ table, place, before, after }: RowChange): Write[] {
    const [old, fresh] = [expiryOf(table, before), expiryOf(table, after)];
    if (old === fresh) return [];
    const key = (second: number) => layout.expiry(second, table.description.TableName, place);
    return [
      ...(old === undefined ? [] : [{ type: 'del' as const, key: key(old) }]),
      ...(fresh === undefined ? [] : [{ type: 'put' as const, key: key(fresh), value: 1 }]),
    ];
  }

  committed(changes: readonly RowChange[]): void {
    for (const { table, after } of changes) {
      const second = expiryOf(table, after);
      if (second !== undefined) this.arm(second);
    }
  }

  /** Removes every row whose second has passed. */
  async sweep(): Promise<void> {
    const nowSeconds = Math.floor(this.clock.now() / 1000);
    for (let rows = await this.expired(nowSeconds); rows.length > 0; ) {
      await this.remove(rows, nowSeconds);
      rows = await this.expired(nowSeconds);
    }
  }

  private async expired(nowSeconds: number): Promise<ExpiredRow[]> {
    const rows: ExpiredRow[] = [];
    const range = { ...everyExpiry, lt: layout.expiry(nowSeconds + 1), limit: rowsASweep };
    for await (const [key] of this.database.iterator(range)) {
      const [, , table = '', ...place] = key.split('~');
      rows.push({ table, place: place.join('~') });
    }
    return rows;
  }

  private arm(second: number): void {
    const dueAt = Math.ceil(((second + 1) * 1000) / sweepEveryMillis) * sweepEveryMillis;
    if (dueAt >= this.dueAt) return;
    this.timer?.cancel();
    this.dueAt = dueAt;
    this.timer = this.clock.at(dueAt, async () => {
      this.dueAt = Number.POSITIVE_INFINITY;
      await this.sweep();
      await this.start();
    });
  }
}

/** The epoch second a row expires at; attributes of another type are ignored, as in AWS. */
export function expiryOf(table: Table, row: Row | undefined): number | undefined {
  const attribute = table.timeToLiveAttribute && row?.[table.timeToLiveAttribute];
  const second = attribute ? Number(attribute.N) : Number.NaN;
  return Number.isSafeInteger(second) && second >= 0 && second < 1e12 ? second : undefined;
}

const everyExpiry = under('expiry~');
