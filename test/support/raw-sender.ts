/** Sends what the typed client could not, and reads the problem document that must come back. */
import { problemDocument } from '../../lambdas/contract/problem-document';
import type { RouteDefinition } from '../../lambdas/contract/route';
import { sampleOf } from './schema-sample';

export interface Refusal {
  readonly status: number;
  readonly code: string;
}

/** What an answer must never show of how it is made. */
const internals = /node_modules|arn:aws|dynamodb|\bat .+:\d+:\d+|Error\b|ZodError/i;

export class RawSender {
  private sent = 0;

  constructor(private readonly url: string) {}

  /** The body goes as it is. Fails unless a problem document of the contract comes back. */
  async send(
    method: string,
    path: string,
    body: string,
    accessToken: string,
    contentType = 'application/json',
  ): Promise<Refusal> {
    this.sent += 1;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        'content-type': contentType,
        'idempotency-key': `bad-input-${String(this.sent).padStart(8, '0')}`,
      },
      ...(method !== 'GET' && { body }),
    });
    const text = await response.text();
    expect(text).not.toMatch(internals);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const { status, code } = problemDocument.parse(JSON.parse(text));
    expect(response.status).toBe(status);
    return { status, code };
  }

  /** What all routes, steps and consumers of the laptop together have written so far. */
  async writtenUnits(): Promise<number> {
    const answer = await fetch(`${this.url}/_local/meter`);
    const { total } = (await answer.json()) as { total: { writeUnits: number } };
    return total.writeUnits;
  }
}

export type Ids = Readonly<Record<string, string>>;

/** With ids of the right form that were never given out where none is named. */
export function pathOf({ path, params }: RouteDefinition, ids: Ids): string {
  const invented = (params ? sampleOf(params) : {}) as Ids;
  return path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? invented[name] ?? 'x');
}

/** Of the form that the route's schema asks for. */
export const fittingBody = ({ body }: RouteDefinition): string =>
  JSON.stringify(body ? sampleOf(body) : {});
