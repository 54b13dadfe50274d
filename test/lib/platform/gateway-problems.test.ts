import type { ProblemCode } from '../../../lambdas/core/problem';
import { problemDocument } from '../../../lambdas/platform/problem';
import { gatewayProblems } from '../../../lib/platform/gateway-problems';

describe("the gateway's own answers", () => {
  it('are the documents that the functions give', () => {
    for (const { statusCode, template } of gatewayProblems) {
      const document = JSON.parse(template) as { code: ProblemCode };
      const given = problemDocument({ code: document.code }, '$context.requestId');

      expect(document).toEqual(JSON.parse(given.body));
      expect(statusCode).toBe(String(given.statusCode));
    }
  });

  it('say what they are and are not kept by caches', () => {
    for (const { headers } of gatewayProblems) {
      expect(headers).toEqual({
        'Content-Type': "'application/problem+json'",
        'Cache-Control': "'no-store'",
      });
    }
  });

  it('reveal nothing of the inside', () => {
    for (const { template } of gatewayProblems) {
      expect(template.match(/\$[A-Za-z.]+/g)).toEqual(['$context.requestId']);
    }
  });

  it('cover everything, by kind or by the default of its class', () => {
    const types = gatewayProblems.map(({ type }) => type.responseType);

    expect(types).toEqual(expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX', 'THROTTLED']));
    expect(new Set(types).size).toBe(types.length);
  });
});
