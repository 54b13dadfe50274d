/** Putting a document in force or beside it: proposed by one person, approved by another. */
import type { Change } from '../../ports/store';
import { failure, type Result, success } from '../../result';
import { type ApprovalRefusal, mayApprove } from '../two-people';
import {
  type ChangeItem,
  livePlace,
  type PlaceItem,
  type PlacementChange,
  replaceChange,
  shadowKey,
} from './document-rows';

export interface Placing {
  readonly next: PlacementChange;
  readonly changes: readonly Change[];
}

export type PlacingRefusal = ApprovalRefusal | 'shadows_exhausted';

/** What is known of the document when a change is approved. */
export interface Standing {
  /** Who uploaded it; may not be the second person while it has never been placed. */
  readonly author: string;
  /** Every change of the document so far. */
  readonly earlier: readonly PlacementChange[];
  /** Its row beside the one in force, if it runs there. */
  readonly shadow: PlaceItem | undefined;
  /** Documents of the kind that run beside it. */
  readonly shadows: number;
}

export function approvePlacement(
  change: ChangeItem,
  { author, earlier, shadow, shadows }: Standing,
  by: string,
  nowMillis: number,
  mostShadows: number,
): Result<Placing, PlacingRefusal> {
  if (change.body.status !== 'proposed') return failure('change_closed');
  const isNew = earlier.every(({ status }) => status !== 'approved');
  const allowed = mayApprove(change.body, by, nowMillis, isNew ? [author] : []);
  if (!allowed.ok) return allowed;
  const decidedAt = new Date(nowMillis).toISOString();
  const next: PlacementChange = {
    ...change.body,
    status: 'approved',
    decidedBy: by,
    decidedAt,
  };
  const { placement, kind, hash } = next;
  if (placement === 'shadow' && !shadow && shadows >= mostShadows)
    return failure('shadows_exhausted');
  const removal: Change[] = shadow
    ? [{ kind: 'remove', key: shadow.key, expectedVersion: shadow.version }]
    : [];
  const addition: Change = {
    kind: 'insert',
    item: { key: shadowKey(kind, hash), body: { hash, since: decidedAt } },
  };
  // What comes into force runs beside itself no more.
  const effects: Readonly<Record<typeof placement, readonly Change[]>> = {
    live: [livePlace(next, decidedAt), ...removal],
    shadow: shadow ? [] : [addition],
    endShadow: removal,
  };
  return success({ next, changes: [replaceChange(change, next), ...effects[placement]] });
}

/** One person is enough to leave things as they are. */
export function withdrawPlacement(
  change: ChangeItem,
  by: string,
  nowMillis: number,
): Result<Placing, 'change_closed'> {
  if (change.body.status !== 'proposed') return failure('change_closed');
  const decidedAt = new Date(nowMillis).toISOString();
  const next: PlacementChange = { ...change.body, status: 'withdrawn', decidedBy: by, decidedAt };
  return success({ next, changes: [replaceChange(change, next)] });
}
