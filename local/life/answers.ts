/** Tells the API's answers apart: what was asked for, or a problem document. */

export interface ProblemBody {
  readonly code: string;
  readonly title: string;
}

/** The API refused; the message is the problem's own code and title. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: ProblemBody,
  ) {
    super(`${status} ${problem.code}: ${problem.title}`);
  }
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Accepted<A extends Answer> = Exclude<A, { readonly problem: true }>['body'];

const isProblem = (body: unknown): body is ProblemBody =>
  typeof body === 'object' && body !== null && 'code' in body && 'title' in body;

/** The body of a successful answer; throws Refused for a problem. */
export function accepted<A extends Answer>(answer: A): Accepted<A> {
  if (answer.status >= 400) {
    const problem = isProblem(answer.body) ? answer.body : { code: 'unknown', title: 'no problem' };
    throw new Refused(answer.status, problem);
  }
  return answer.body as Accepted<A>;
}
