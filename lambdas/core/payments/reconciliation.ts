/**
 * Reconciling a channel's day: its statement against our instructions against the loans' books.
 * Whatever does not agree is a difference of one kind; all the rest balances to zero.
 */
import type { StatementEntry } from '../ports/payment-channel';
import { type Instruction, isConcluded } from './instruction';

export const differenceKinds = [
  /** Concluded as succeeded here, and not on the statement. */
  'missing',
  /** On the statement, and nobody here ordered it. */
  'extra',
  'amount',
  /** The money went the other way. */
  'direction',
  /** Called a failure here, and it moved. */
  'failedButMoved',
  /** Nobody here knew its end, and it moved. */
  'openButMoved',
  /** Nobody knows its end for a day and more, and it is not on the statement. */
  'unresolved',
  /** On the statement more than once. */
  'duplicate',
  /** Concluded here on another day than the statement's. */
  'anotherDay',
  /** Sent through another channel than the one that states it. */
  'anotherChannel',
  /** Paid out, and sent back by the receiving bank. */
  'returned',
  /** It moved, and the loan's books know nothing of it. */
  'unbooked',
  /** The loan's books have another amount than moved. */
  'bookedAmount',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

export interface Difference {
  readonly kind: DifferenceKind;
  readonly instructionId: string;
  /** Fen the statement has beyond our instructions, from the lender's side: in above zero. */
  readonly effectFen: number;
  readonly statementFen?: number;
  readonly instructionFen?: number;
  readonly bookedFen?: number;
}

/** An instruction with what the loan's books have of it: undefined where they have nothing. */
export interface Known {
  readonly instruction: Instruction;
  readonly bookedFen: number | undefined;
}

export interface ReconciliationTotals {
  readonly statementFen: number;
  readonly instructionsFen: number;
  /** Statement less instructions less the effect of the differences: zero, or the sums lie. */
  readonly unexplainedFen: number;
  readonly matched: number;
}

export interface Reconciliation {
  readonly differences: readonly Difference[];
  readonly totals: ReconciliationTotals;
}

export interface DayAtChannel {
  readonly channel: string;
  /** YYYY-MM-DD in China. */
  readonly day: string;
  readonly entries: readonly StatementEntry[];
  /** Every instruction of the day, and every one that the statement names, by id. */
  readonly known: ReadonlyMap<string, Known>;
  /** The China day of an instant. */
  readonly dayOf: (instant: string) => string;
}

const sign = (direction: StatementEntry['direction']): number =>
  direction === 'collection' || direction === 'return' ? 1 : -1;

export const directionOf = ({ purpose }: Instruction): 'disbursement' | 'collection' | 'refund' =>
  purpose === 'repayment' ? 'collection' : purpose;

const signedFen = (instruction: Instruction): number =>
  sign(directionOf(instruction)) * instruction.amountFen;

/** Whether our own side counts it as moved through this channel on this day. */
const counts = (instruction: Instruction, { channel, day, dayOf }: DayAtChannel): boolean =>
  instruction.state === 'succeeded' &&
  instruction.channel === channel &&
  instruction.concludedAt !== undefined &&
  dayOf(instruction.concludedAt) === day;

export function reconcile(at: DayAtChannel): Reconciliation {
  const seen = new Set<string>();
  const stated = at.entries.map((entry) => {
    const first = !seen.has(entry.instructionId) || entry.direction === 'return';
    if (entry.direction !== 'return') seen.add(entry.instructionId);
    return judge(entry, first, at);
  });
  const unstated = [...at.known.values()].flatMap(({ instruction }) =>
    seen.has(instruction.instructionId) ? [] : absent(instruction, at),
  );
  const differences = [...stated.flat(), ...unstated];
  const statementFen = sum(at.entries.map((entry) => sign(entry.direction) * entry.amountFen));
  const ours = [...at.known.values()].filter(({ instruction }) => counts(instruction, at));
  const instructionsFen = sum(ours.map(({ instruction }) => signedFen(instruction)));
  const effectFen = sum(differences.map((difference) => difference.effectFen));
  const unexplainedFen = statementFen - instructionsFen - effectFen;
  const matched = stated.filter((found) => found.length === 0).length;
  return { differences, totals: { statementFen, instructionsFen, unexplainedFen, matched } };
}

/** What is wrong with a line; most of the time nothing. */
function judge(entry: StatementEntry, first: boolean, at: DayAtChannel): Difference[] {
  const { instructionId, amountFen: statementFen } = entry;
  const known = at.known.get(instructionId);
  const stated = sign(entry.direction) * statementFen;
  if (!known) return [{ kind: 'extra', instructionId, effectFen: stated, statementFen }];
  const { instruction, bookedFen } = known;
  const instructionFen = instruction.amountFen;
  const found = (kind: DifferenceKind, effectFen = stated): Difference[] => [
    {
      kind,
      instructionId,
      effectFen,
      statementFen,
      instructionFen,
      ...(bookedFen !== undefined && { bookedFen }),
    },
  ];
  if (entry.direction === 'return') return found('returned');
  if (!first) return found('duplicate');
  if (instruction.channel !== at.channel) return found('anotherChannel');
  if (instruction.state === 'failed') return found('failedButMoved');
  if (!isConcluded(instruction)) return found('openButMoved');
  if (!counts(instruction, at)) return found('anotherDay');
  const beyond = stated - signedFen(instruction);
  if (entry.direction !== directionOf(instruction)) return found('direction', beyond);
  if (statementFen !== instructionFen) return found('amount', beyond);
  if (bookedFen === undefined) return found('unbooked', 0);
  return bookedFen === statementFen ? [] : found('bookedAmount', 0);
}

/** What the statement should have had, or what nobody can say. */
function absent(instruction: Instruction, at: DayAtChannel): Difference[] {
  const { instructionId, amountFen: instructionFen } = instruction;
  if (instruction.channel !== at.channel) return [];
  if (counts(instruction, at)) {
    const effectFen = -signedFen(instruction);
    return [{ kind: 'missing', instructionId, effectFen, instructionFen }];
  }
  const createdOn = at.dayOf(new Date(instruction.createdAtMillis).toISOString());
  const stale = !isConcluded(instruction) && createdOn <= at.day;
  return stale ? [{ kind: 'unresolved', instructionId, effectFen: 0, instructionFen }] : [];
}

const sum = (amounts: readonly number[]): number =>
  amounts.reduce((total, amountFen) => total + amountFen, 0);
