/** A shadow is asked for by one person and started by another, who is not the version's author. */
import { failure, type Result, success } from '../../result';
import { mayApprove } from '../two-people';
import { isRunning, type ShadowBody, type VersionBody } from './version-rows';

/** What becomes of a shadow when somebody asks for it; the same row when nothing does. */
export function approveShadow(
  { hash, proposedBy: author }: Pick<VersionBody, 'hash' | 'proposedBy'>,
  known: ShadowBody | undefined,
  by: string,
  nowMillis: number,
): Result<ShadowBody, 'second_person_required'> {
  const at = new Date(nowMillis).toISOString();
  const asked: ShadowBody = { hash, proposedBy: by, proposedAt: at };
  if (!known) return success(asked);
  if (isRunning(known)) return success(known);
  const allowed = mayApprove(known, by, nowMillis, [author]);
  if (allowed.ok) return success({ ...known, approvedBy: by, approvedAt: at });
  // What was forgotten for a week is asked for anew; who asks again has asked already.
  if (allowed.error === 'change_closed') return success(asked);
  return by === known.proposedBy ? success(known) : failure('second_person_required');
}
