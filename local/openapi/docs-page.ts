/** The API's documentation as one page that needs nothing else: no script, no other host. */
import { docsStyle } from './docs-style';
import { example, outline, type Schema } from './outline';

interface Content {
  readonly [mediaType: string]: { readonly schema: Schema };
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Answer {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Content;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
}

/** The document this project generates; other documents may hold what is not shown here. */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, Answer>>;
  };
}

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export function docsPage(document: OpenApiDocument, baseUrl: string): string {
  const { info, tags } = document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const groups = tags.map(({ name }) => ({
    name,
    listed: operations.filter(({ operation }) => operation.tags.includes(name)),
  }));
  const links = groups.map(({ name }) => `<a href="#${escaped(name)}">${escaped(name)}</a>`);
  const sections = groups.map(
    ({ name, listed }) =>
      `<section id="${escaped(name)}"><h2>${escaped(name)}</h2>${listed
        .map((one) => operationBlock(document, baseUrl, one))
        .join('\n')}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)} API ${escaped(info.version)}</title>
<style>${docsStyle}</style></head>
<body><header><h1>${escaped(info.title)} <small>API ${escaped(info.version)}</small></h1>
<p>${escaped(info.description)}</p>
<p><a href="openapi.json">OpenAPI 3.1</a> · ${operations.length} operations · <code>${escaped(baseUrl)}</code></p>
<nav>${links.join('')}</nav></header>
<main>${sections.join('\n')}</main></body></html>
`;
}

function operationBlock(document: OpenApiDocument, baseUrl: string, listed: Listed): string {
  const { method, path, operation } = listed;
  const parameters = (operation.parameters ?? []).map((one) => followed(document, one));
  const body = operation.requestBody?.content['application/json']?.schema;
  return `<details id="${escaped(operation.operationId)}">
<summary><b class="${method}">${method.toUpperCase()}</b> <code>${escaped(path)}</code> <span>${escaped(operation.summary)}</span></summary>
<p><em>${escaped(operation.operationId)}</em> · ${escaped(operation.description)}</p>
${parameters.length > 0 ? `<h3>Parameters</h3>${parameterTable(parameters)}` : ''}
${body ? `<h3>Body</h3><pre>${escaped(outline(body))}</pre>` : ''}
<h3>Example</h3><pre>${escaped(curl(baseUrl, listed, parameters, body))}</pre>
<h3>Answers</h3>${Object.entries(operation.responses)
    .map(([status, answer]) => answerBlock(status, followedAnswer(document, answer)))
    .join('')}
</details>`;
}

function parameterTable(parameters: readonly Parameter[]): string {
  const rows = parameters.map(
    ({ name, in: place, required, schema }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${escaped(place)}</td><td>${
        required ? 'required' : 'optional'
      }</td><td><code>${escaped(outline(schema))}</code></td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

function answerBlock(status: string, { description = '', content = {} }: Answer): string {
  const schema = content['application/json']?.schema;
  const words = escaped(description).replace(/`([^`]+)`/g, '<code>$1</code>');
  const kind = status.startsWith('2') ? 'good' : 'bad';
  return `<div class="answer"><b class="${kind}">${status}</b> <span>${words}</span>${
    schema ? `<pre>${escaped(outline(schema))}</pre>` : ''
  }</div>`;
}

function curl(
  baseUrl: string,
  { method, path, operation }: Listed,
  parameters: readonly Parameter[],
  body: Schema | undefined,
): string {
  const filled = path.replace(/\{(\w+)\}/g, '<$1>');
  const query = parameters
    .filter((one) => one.in === 'query' && one.required)
    .map(({ name }) => `${name}=<${name}>`);
  const address = `${baseUrl}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const isIdempotent = parameters.some(({ name }) => name === 'Idempotency-Key');
  return [
    `curl -X ${method.toUpperCase()} '${address}'`,
    ...(operation.security.length > 0 ? ["-H 'Authorization: Bearer <accessToken>'"] : []),
    ...(isIdempotent ? ["-H 'Idempotency-Key: <random UUID>'"] : []),
    ...(body
      ? ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(example(body))}'`]
      : []),
  ].join(' \\\n  ');
}

const followed = ({ components }: OpenApiDocument, parameter: Parameter): Parameter =>
  components.parameters[nameIn(parameter.$ref)] ?? parameter;

const followedAnswer = ({ components }: OpenApiDocument, answer: Answer): Answer =>
  components.responses[nameIn(answer.$ref)] ?? answer;

const nameIn = (reference = ''): string => reference.split('/').at(-1) ?? '';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => entities[one] ?? one);
