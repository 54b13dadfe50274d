/** The documentation page shows every operation and depends on nothing outside itself. */
import { routes } from '../../../lambdas/contract/routes';
import { docsPage, type OpenApiDocument } from '../../../local/openapi/docs-page';
import { docsRoutes } from '../../../local/openapi/docs-routes';
import { openApiDocument } from '../../../local/openapi/document';
import { example, outline } from '../../../local/openapi/outline';

const document = openApiDocument(routes) as unknown as OpenApiDocument;
const page = docsPage(document, 'http://127.0.0.1:3000');

describe('documentation page', () => {
  it('has a block for every operation', () => {
    for (const { operationId } of routes) expect(page).toContain(`<details id="${operationId}">`);
  });

  it('loads nothing from elsewhere and runs no script', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(/);
    expect(page.match(/href="[^"]*"/g)?.filter((link) => link.includes('//'))).toEqual([]);
  });

  it('shows how to call an operation that needs token, key and body', () => {
    expect(page).toContain(
      'curl -X POST &#39;http://127.0.0.1:3000/loans/&lt;loanId&gt;/repayments&#39;',
    );
    expect(page).toContain('Authorization: Bearer &lt;accessToken&gt;');
    expect(page).toContain('Idempotency-Key: &lt;random UUID&gt;');
  });

  it('lets nothing of the contract become markup', () => {
    const info = { ...document.info, title: '<b>"x"</b>' };

    expect(docsPage({ ...document, info }, '')).toContain('&lt;b&gt;&quot;x&quot;&lt;/b&gt;');
  });

  it('is served with its document, naming the address that is asked for at that moment', async () => {
    let baseUrl = '';
    const [json, html] = docsRoutes(() => baseUrl);
    baseUrl = 'http://127.0.0.1:4711';
    const request = { params: {}, query: {}, body: undefined };

    expect(await json?.run(request)).toEqual({ status: 200, body: openApiDocument(routes) });
    const answer = await html?.run(request);
    expect(answer && 'text' in answer && answer.text).toContain('http://127.0.0.1:4711');
  });
});

describe('outline and example', () => {
  const schema = {
    type: 'object',
    properties: {
      orderId: { type: 'string', pattern: '^ord$' },
      amountFen: { type: 'integer', minimum: 1, maximum: 9 },
      tags: { type: 'array', items: { enum: ['a', 'b'] } },
      more: { anyOf: [{ type: 'boolean' }, { const: null }] },
    },
    required: ['orderId', 'amountFen', 'tags'],
  };

  it('say what a schema demands', () => {
    expect(outline(schema)).toBe(
      [
        '{',
        '  orderId: string /^ord$/',
        '  amountFen: integer 1…9',
        '  tags: ("a" | "b")[]',
        '  more?: boolean | null',
        '}',
      ].join('\n'),
    );
  });

  it('give a body to start from', () => {
    expect(example(schema)).toEqual({ orderId: '<orderId>', amountFen: 1, tags: ['a'] });
  });
});
