/** The sandbox bank's customers: kept as keyed fingerprints, never as names or numbers. */
import { createHmac } from 'node:crypto';
import type { CardHolder } from '../../lambdas/core/ports/payment-channel';
import { unmatchableTail } from './behaviour';

export interface Account {
  readonly accountToken: string;
  /** Fingerprint of name, ID number and phone together. */
  readonly holder: string;
  /** The card's last four digits. */
  readonly cardTail: string;
}

/**
 * The first person to present a card is its holder from then on; anyone else does not match.
 * The same card always has the same token.
 */
export class Accounts {
  private readonly byToken = new Map<string, Account>();

  constructor(private readonly key: string) {}

  find(accountToken: string): Account | undefined {
    return this.byToken.get(accountToken);
  }

  restore(account: Account): void {
    this.byToken.set(account.accountToken, account);
  }

  /** The account if the card is this person's; `opened` if it was presented for the first time. */
  verify(card: CardHolder): { account: Account; opened: boolean } | undefined {
    const cardTail = card.cardNumber.slice(-4);
    if (cardTail === unmatchableTail) return undefined;
    const accountToken = `acct_${this.fingerprint('card', card.cardNumber).slice(0, 32)}`;
    const holder = this.fingerprint('holder', card.name, card.idNumber, card.phone);
    const known = this.byToken.get(accountToken);
    if (known) return known.holder === holder ? { account: known, opened: false } : undefined;
    const account = { accountToken, holder, cardTail };
    this.byToken.set(accountToken, account);
    return { account, opened: true };
  }

  private fingerprint(...parts: string[]): string {
    return createHmac('sha256', this.key).update(JSON.stringify(parts)).digest('hex');
  }
}
