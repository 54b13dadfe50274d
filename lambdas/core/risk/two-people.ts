/** What may change a decision is proposed by one person and approved by another. */
import { failure, type Result, success } from '../result';

export interface Proposed {
  readonly proposedBy: string;
  /** ISO 8601. */
  readonly proposedAt: string;
}

/** Who has forgotten a proposal must not find it approved one day. */
export const proposalDays = 7;

export type ApprovalRefusal = 'second_person_required' | 'change_closed';

/** @param others who has had a hand in it as well, e.g. the author of a version. */
export function mayApprove(
  { proposedBy, proposedAt }: Proposed,
  by: string,
  nowMillis: number,
  others: readonly string[] = [],
): Result<void, ApprovalRefusal> {
  if (Date.parse(proposedAt) + proposalDays * 86_400_000 <= nowMillis)
    return failure('change_closed');
  return by === proposedBy || others.includes(by)
    ? failure('second_person_required')
    : success(undefined);
}
