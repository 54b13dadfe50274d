/** Refusals: every code has status and words, is used, and is promised where it is given. */
import { problems } from '../../lambdas/contract/problems';
import { handlerFile } from '../../lambdas/contract/route';
import { routes } from '../../lambdas/contract/routes';
import { type ProblemCode, problem, problemCodes } from '../../lambdas/core/problem';
import { problemDocument } from '../../lambdas/platform/problem';
import { gatewayProblems } from '../../lib/platform/gateway-problems';
import { sourceFiles } from '../support/source-files';

const tables = ['lambdas/contract/problems.ts', 'lambdas/core/problem.ts'];
const sources = sourceFiles('lambdas', 'lib').filter(({ path }) => !tables.includes(path));

/** What every route may answer: about the request, the caller, throttling, races and ourselves. */
const everywhere: readonly ProblemCode[] = [
  'validation_failed',
  'malformed_body',
  'payload_too_large',
  'unsupported_media_type',
  'idempotency_key_missing',
  'idempotency_key_reused',
  'unauthenticated',
  'forbidden',
  'too_many_requests',
  'conflict',
  'unavailable',
  'internal',
];

describe('problem codes', () => {
  it.each([...problemCodes])('%s has a status and a sentence in both languages', (code) => {
    const { status, title, titleZh } = problems[code];

    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).toMatch(/^[A-Z].*\.$/);
    expect(titleZh).toMatch(/\p{Script=Han}.*。$/u);
  });

  it.each([...problemCodes])('%s is given somewhere', (code) => {
    expect(sources.some(({ text }) => givesCode(text, code))).toBe(true);
  });

  it('blame ourselves only for what is ours', () => {
    const ours = problemCodes.filter((code) => problems[code].status >= 500);

    expect(ours).toEqual(['unavailable', 'internal']);
  });

  it('are listed once', () => {
    expect(new Set(problemCodes).size).toBe(problemCodes.length);
    expect(Object.keys(problems).sort()).toEqual([...problemCodes].sort());
  });
});

describe('a route', () => {
  it.each(routes.map((route) => [route.operationId, route] as const))(
    '%s promises every refusal that its handler gives by itself',
    (_, route) => {
      const handler = sources.find(({ path }) => path === handlerFile(route));
      const given = problemCodes.filter((code) => givesCode(handler?.text ?? '', code));
      const promised = [...everywhere, ...(route.problems ?? [])];

      expect(given.filter((code) => !promised.includes(code))).toEqual([]);
    },
  );

  it('repeats no promise that all routes make', () => {
    const repeated = routes.flatMap(({ operationId, problems: promised = [] }) =>
      new Set(promised).size < promised.length ? [operationId] : [],
    );

    expect(repeated).toEqual([]);
  });
});

describe('a problem document', () => {
  it('says what, never whose: code, words, status, request', () => {
    const refusal = problem('limit_exceeded', { availableFen: 5 }, [
      { path: 'body.amountFen', reason: 'too_big' },
    ]);

    expect(problemDocument(refusal, 'request-1')).toEqual({
      statusCode: 409,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
      body: JSON.stringify({
        type: 'urn:sunlend:problem:limit_exceeded',
        title: problems.limit_exceeded.title,
        titleZh: problems.limit_exceeded.titleZh,
        status: 409,
        code: 'limit_exceeded',
        requestId: 'request-1',
        fields: [{ path: 'body.amountFen', reason: 'too_big' }],
        figures: { availableFen: 5 },
      }),
    });
  });

  it('looks alike whether the function answers or the gateway does', () => {
    const { body } = problemDocument(problem('forbidden'), '$context.requestId');
    const byGateway = gatewayProblems.find(({ template }) => template.includes('"forbidden"'));

    expect(JSON.parse(byGateway?.template ?? '{}')).toEqual(JSON.parse(body));
  });
});

const givesCode = (text: string, code: ProblemCode): boolean =>
  text.includes(`'${code}'`) || text.includes(`problems.${code}`);
