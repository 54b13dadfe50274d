/**
 * The branch keys: wrapped by KMS in the users table, unwrapped for 15 minutes in a warm
 * function.
 */
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Key, Store } from '../core/ports/store';

export const branchKeyLifeMillis = 15 * 60_000;

const partition = 'BRANCH_KEYS';

export const branchKeyKey = (version: number): Key => ({
  table: 'users',
  partition,
  sort: String(version).padStart(6, '0'),
});

export type BranchKeyBody = { readonly wrapped: Uint8Array; readonly madeAt: string };

interface Unwrapped {
  readonly version: number;
  readonly key: Uint8Array;
  readonly until: number;
}

export interface BranchKeysOptions {
  readonly kms: KMSClient;
  readonly store: Store;
  /** The symmetric KMS key. */
  readonly keyId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Keys are handed to a function that must use them at once: afterwards they may be overwritten. */
export class BranchKeys {
  private readonly unwrapped = new Map<number, Unwrapped>();
  private readonly underWay = new Map<number | 'newest', Promise<Unwrapped>>();
  private newest: Unwrapped | undefined;

  constructor(private readonly options: BranchKeysOptions) {}

  /** With the newest branch key, made now if there is none yet. */
  async useNewest<T>(use: (key: Uint8Array, version: number) => T): Promise<T> {
    this.forgetExpired();
    const found = this.newest ?? (await this.once('newest', () => this.loadNewest()));
    return use(found.key, found.version);
  }

  async useVersion<T>(version: number, use: (key: Uint8Array) => T): Promise<T> {
    this.forgetExpired();
    const found =
      this.unwrapped.get(version) ?? (await this.once(version, () => this.loadVersion(version)));
    return use(found.key);
  }

  /**
   * Makes the next version, under the KMS key's present material. It wraps from now on here; other
   * warm functions go on with the one before until they forget it.
   * @returns its version; of two that rotate at once both get the same
   */
  async rotate(): Promise<number> {
    const latest = (await this.versions()).at(-1)?.version ?? 0;
    this.newest = await this.create(latest + 1);
    return this.newest.version;
  }

  /** All there are, oldest first. */
  async versions(): Promise<{ readonly version: number; readonly madeAt: string }[]> {
    const query = { table: 'users', partition, limit: 1000 } as const;
    const { items } = await this.options.store.query<BranchKeyBody>(query);
    return items.map(({ key, body }) => ({ version: Number(key.sort), madeAt: body.madeAt }));
  }

  private forgetExpired(): void {
    const now = this.options.now();
    for (const [version, { key, until }] of this.unwrapped) {
      if (until > now) continue;
      key.fill(0);
      this.unwrapped.delete(version);
      if (this.newest?.version === version) this.newest = undefined;
    }
  }

  /** Many requests at once need the key unwrapped once. */
  private once(what: number | 'newest', load: () => Promise<Unwrapped>): Promise<Unwrapped> {
    const running = this.underWay.get(what);
    if (running) return running;
    const started = load().finally(() => this.underWay.delete(what));
    this.underWay.set(what, started);
    return started;
  }

  private async loadNewest(): Promise<Unwrapped> {
    const { items } = await this.options.store.query<BranchKeyBody>({
      table: 'users',
      partition,
      descending: true,
      limit: 1,
    });
    const [row] = items;
    this.newest = row
      ? await this.unwrap(Number(row.key.sort), row.body.wrapped)
      : await this.create(1);
    return this.newest;
  }

  private async loadVersion(version: number): Promise<Unwrapped> {
    const row = await this.options.store.get<BranchKeyBody>(branchKeyKey(version));
    if (!row) throw new Error(`branch key ${version} is missing`);
    return this.unwrap(version, row.body.wrapped);
  }

  private async unwrap(version: number, wrapped: Uint8Array): Promise<Unwrapped> {
    const { Plaintext } = await this.options.kms.send(
      new DecryptCommand({
        KeyId: this.options.keyId(),
        CiphertextBlob: wrapped,
        EncryptionContext: encryptionContext(version),
      }),
    );
    return this.remember(version, Plaintext);
  }

  /** Whoever inserts first decides; the others throw theirs away and unwrap the winner's. */
  private async create(version: number): Promise<Unwrapped> {
    const { CiphertextBlob, Plaintext } = await this.options.kms.send(
      new GenerateDataKeyCommand({
        KeyId: this.options.keyId(),
        KeySpec: 'AES_256',
        EncryptionContext: encryptionContext(version),
      }),
    );
    if (!CiphertextBlob) throw new Error('KMS answered without a key');
    const madeAt = new Date(this.options.now()).toISOString();
    const item = { key: branchKeyKey(version), body: { wrapped: CiphertextBlob, madeAt } };
    const written = await this.options.store.commit([{ kind: 'insert', item }]);
    if (written.ok) return this.remember(version, Plaintext);
    Plaintext?.fill(0);
    return this.loadVersion(version);
  }

  private remember(version: number, key: Uint8Array | undefined): Unwrapped {
    if (key?.length !== 32) throw new Error('KMS answered without a 256-bit key');
    const unwrapped = { version, key, until: this.options.now() + branchKeyLifeMillis };
    this.unwrapped.get(version)?.key.fill(0);
    this.unwrapped.set(version, unwrapped);
    return unwrapped;
  }
}

const encryptionContext = (version: number): Record<string, string> => ({
  purpose: 'sunlend:branch-key',
  version: String(version),
});
