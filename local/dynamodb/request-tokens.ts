/** Remembers for ten minutes which transaction a ClientRequestToken has committed. */
import { createHash } from 'node:crypto';
import { AwsError } from '../cloud/service';
import { type Database, layout, under, type Write } from './database';

interface Remembered {
  readonly hash: string;
  readonly expiresAt: number;
}

const lifetimeMillis = 10 * 60 * 1000;

export class RequestTokens {
  /** In the order of commitment, which is the order of expiry. */
  private readonly committed = new Map<string, Remembered>();
  private readonly inProgress = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly now: () => number,
  ) {}

  async load(): Promise<void> {
    const stored: [string, Remembered][] = [];
    for await (const [key, value] of this.database.iterator(under(layout.token()))) {
      stored.push([key.slice(layout.token().length), value as Remembered]);
    }
    stored.sort(([, one], [, other]) => one.expiresAt - other.expiresAt);
    for (const [token, remembered] of stored) this.committed.set(token, remembered);
  }

  /**
   * Runs a transaction under its token, unless it has been committed under it before.
   * @throws AwsError IdempotentParameterMismatchException, TransactionInProgressException
   */
  async once<T>(
    token: string | undefined,
    items: unknown,
    act: (writes: readonly Write[]) => Promise<T>,
    replay: () => Promise<T>,
  ): Promise<T> {
    if (token === undefined) return act([]);
    const hash = hashOf(items);
    if (this.isRepetition(token, hash)) return replay();
    if (this.inProgress.has(token)) {
      throw new AwsError(
        'TransactionInProgressException',
        'The transaction with the given request token is already in progress.',
      );
    }
    this.inProgress.add(token);
    try {
      const remembered = { hash, expiresAt: this.now() + lifetimeMillis };
      const forgotten = this.forgetExpired();
      const answer = await act([
        ...forgotten,
        { type: 'put', key: layout.token(token), value: remembered },
      ]);
      this.committed.set(token, remembered);
      return answer;
    } finally {
      this.inProgress.delete(token);
    }
  }

  private isRepetition(token: string, hash: string): boolean {
    const earlier = this.committed.get(token);
    if (!earlier || earlier.expiresAt <= this.now()) return false;
    if (earlier.hash === hash) return true;
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request.',
    );
  }

  private forgetExpired(): Write[] {
    const writes: Write[] = [];
    for (const [token, { expiresAt }] of this.committed) {
      if (expiresAt > this.now()) break;
      this.committed.delete(token);
      writes.push({ type: 'del', key: layout.token(token) });
    }
    return writes;
  }
}

const hashOf = (items: unknown) =>
  createHash('sha256').update(JSON.stringify(items, sortedMembers)).digest('base64');

/** The same request may arrive with its members in another order. */
const sortedMembers = (_name: string, value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
