/** /_local/openapi.json and /_local/docs: the documentation of exactly what is being served. */
import { routes } from '../../lambdas/contract/routes';
import type { LocalRoute } from '../gateway/local-routes';
import { docsPage, type OpenApiDocument } from './docs-page';
import { openApiDocument } from './document';

/** @param baseUrl of the API, asked for when the page is; it is known once the API listens. */
export function docsRoutes(baseUrl: () => string): LocalRoute[] {
  const document = openApiDocument(routes);
  return [
    {
      method: 'GET',
      path: '/_local/openapi.json',
      summary: 'The OpenAPI 3.1 document of the API',
      run: () => ({ status: 200, body: document }),
    },
    {
      method: 'GET',
      path: '/_local/docs',
      summary: 'The same as a page to read',
      run: () => ({
        status: 200,
        contentType: 'text/html; charset=utf-8',
        text: docsPage(document as unknown as OpenApiDocument, baseUrl()),
      }),
    },
  ];
}
