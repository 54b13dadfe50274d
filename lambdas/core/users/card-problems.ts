/** What is said of a card that was not read, or that cannot be true. */
import type { CardReadError } from '../ports/card-reader';
import { type Problem, type ProblemCode, problem } from '../problem';
import type { CardSide } from './card-upload';
import type { IdCardCheckError, IdCardReadError } from './id-card';
import type { PictureError } from './picture';
import { flawProblems, worstFlaw } from './picture-flaws';

/** Why one side was not read, in the words of a problem: the flaw first, then the fields. */
export function readProblem(error: CardReadError, side: CardSide): Problem {
  switch (error.reason) {
    case 'unavailable':
      return problem('unavailable');
    case 'notAPicture':
      return problem(pictureProblems[error.error] ?? 'picture_unreadable', { side });
    case 'unclear':
      return problem(unclearProblem(error), { side, unclear: error.fields, flaws: error.flaws });
  }
}

const pictureProblems: Partial<Record<PictureError, ProblemCode>> = {
  pictureTooManyBytes: 'picture_too_large',
  pictureTooManyPixels: 'picture_too_large',
  pictureTooSmall: 'picture_too_small',
};

/** A flaw says what to do better, and so more than the fields that suffered from it. */
function unclearProblem({ fields, flaws }: Unclear): ProblemCode {
  const flaw = worstFlaw(flaws);
  if (flaw) return flawProblems[flaw];
  if (fields.some((field) => field === 'notIdCardFront' || field === 'notIdCardBack'))
    return 'not_an_id_card';
  const isInvalid = fields.length === 1 && fields[0] === 'numberInvalid';
  return isInvalid ? 'id_number_invalid' : 'id_card_fields_unclear';
}

type Unclear = Extract<CardReadError, { readonly reason: 'unclear' }>;

/** Why two sides that were read are no card to us. */
export function checkProblem(errors: readonly (IdCardReadError | IdCardCheckError)[]): Problem {
  if (errors.includes('numberInvalid')) return problem('id_number_invalid');
  const isExpired = errors.every((each) => each === 'cardExpired' || each === 'cardNotYetValid');
  return problem(isExpired ? 'id_card_expired' : 'id_card_contradictory', {
    contradictions: errors,
  });
}
