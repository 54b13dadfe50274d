/** How people on a laptop answer the voice robot: as they were told to, else by their number. */

export const answers = ['unanswered', 'answered', 'promise', 'voicemail'] as const;
export type Answer = (typeof answers)[number];

export interface ToldAnswer {
  readonly answer: Answer;
  /** Of a promise: how much of what is overdue, and in how many days. */
  readonly amountFen?: number | undefined;
  readonly days?: number | undefined;
  /** How many calls are answered so; all of them without it. */
  readonly count?: number | undefined;
  /** Whose phone it is about; anybody's without it. */
  readonly phone?: string | undefined;
}

/** The last digit decides for those who were told nothing. */
const byDigit: readonly Answer[] = [
  'unanswered',
  'unanswered',
  'unanswered',
  'answered',
  'answered',
  'answered',
  'promise',
  'promise',
  'promise',
  'voicemail',
];

export class Debtors {
  private told: { readonly order: ToldAnswer; left: number }[] = [];

  tell(order: ToldAnswer): void {
    this.told.push({ order, left: order.count ?? Number.POSITIVE_INFINITY });
  }

  /** @param phone E.164 */
  answerOf(phone: string): ToldAnswer {
    const told = this.told.find(
      ({ order, left }) => left > 0 && (!order.phone || phone.endsWith(order.phone)),
    );
    if (!told) return { answer: byDigit[Number(phone.at(-1))] ?? 'unanswered' };
    told.left -= 1;
    return told.order;
  }
}
