/** Tells the API's answers apart: what was asked for, or a problem document. */
import type { ProblemAnswer } from '../client';

/** The API refused; the message is the problem's own code and title. */
export class Refused extends Error {
  constructor(readonly answer: ProblemAnswer) {
    super(`${answer.status} ${answer.body.code}: ${answer.body.title}`);
  }
}

type Accepted<A> =
  Extract<A, { readonly problem: false }> extends { readonly body: infer B } ? B : never;

/** The body of a successful answer; throws Refused for a problem. */
export function accepted<A extends { readonly problem: boolean; readonly body: unknown }>(
  answer: A,
): Accepted<A> {
  if (answer.problem) throw new Refused(answer as unknown as ProblemAnswer);
  return answer.body as Accepted<A>;
}
