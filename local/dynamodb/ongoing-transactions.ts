/** The rows of transactions under way: whoever comes for one meets a TransactionConflict. */
import { AwsError } from '../cloud/service';

export class OngoingTransactions {
  private readonly keys = new Set<string>();

  includes(key: string): boolean {
    return this.keys.has(key);
  }

  /** Claims rows that are not included yet. @returns what to call when the transaction ends. */
  begin(keys: readonly (string | undefined)[]): () => void {
    for (const key of keys) if (key !== undefined) this.keys.add(key);
    return () => {
      for (const key of keys) if (key !== undefined) this.keys.delete(key);
    };
  }

  /** @throws AwsError TransactionConflictException, as a write outside a transaction does. */
  refuse(key: string): void {
    if (!this.keys.has(key)) return;
    throw new AwsError('TransactionConflictException', 'Transaction is ongoing for the item');
  }
}
