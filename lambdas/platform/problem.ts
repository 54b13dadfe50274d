/** Turns refusals into RFC 9457 problem documents, by the contract's one table. */
import type { APIGatewayProxyResult } from 'aws-lambda';
import { problems } from '../contract/problems';
import type { Problem } from '../core/problem';

export function problemDocument(refusal: Problem, requestId: string): APIGatewayProxyResult {
  const { status, title, titleZh } = problems[refusal.code];
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify({
      type: `urn:sunlend:problem:${refusal.code}`,
      title,
      titleZh,
      status,
      code: refusal.code,
      requestId,
      ...(refusal.fields && { fields: refusal.fields }),
      ...(refusal.figures && { figures: refusal.figures }),
    }),
  };
}
