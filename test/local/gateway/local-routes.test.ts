/** The laptop's own controls answer on this machine only, and only to who means them. */
import { request as httpRequest } from 'node:http';
import { AwsError } from '../../../local/cloud/service';
import type { LocalRequest, LocalRoute } from '../../../local/gateway/local-routes';
import { ok, refuseLocally } from '../../../local/gateway/local-routes';
import { aMethod, closeGateways, openGateway } from './rest-api';

afterEach(closeGateways);

const echo = ({ params, query, body }: LocalRequest) => ok({ params, query, body });
const localRoutes: LocalRoute[] = [
  { method: 'GET', path: '/_local/things/{id}', summary: 'A thing', run: echo },
  { method: 'POST', path: '/_local/things', summary: 'A new thing', run: echo },
  { method: 'GET', path: '/_local/no', summary: 'Refuses', run: () => refuseLocally(409, 'No.') },
  {
    method: 'GET',
    path: '/_local/missing',
    summary: 'Fails as AWS would',
    run: () => {
      throw new AwsError('SessionNotFoundException', 'The session was not found.', 404);
    },
  },
  {
    method: 'GET',
    path: '/_local/page',
    summary: 'A page',
    run: () => ({ status: 200, text: '<p>你好', contentType: 'text/html; charset=utf-8' }),
  },
];
const open = () => openGateway([aMethod('GET', '/{any+}')], undefined, { localRoutes });

describe('local controls', () => {
  it('list themselves', async () => {
    const { url } = await open();
    const lists = await Promise.all(['/_local', '/_local/'].map((path) => fetch(url + path)));

    for (const list of lists) {
      expect(await list.json()).toMatchObject({
        controls: expect.arrayContaining([
          { method: 'GET', path: '/_local/things/{id}', summary: 'A thing' },
        ]),
      });
    }
  });

  it('get parameters, query and JSON, and never reach a function', async () => {
    const gateway = await open();
    const got = await fetch(`${gateway.url}/_local/things/a%20b?x=1`);
    const posted = await fetch(`${gateway.url}/_local/things`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":[1]}',
    });

    expect(await got.json()).toEqual({ params: { id: 'a b' }, query: { x: '1' } });
    expect(await posted.json()).toEqual({ params: {}, query: {}, body: { a: [1] } });
    expect(gateway.invoked).toEqual([]);
  });

  it('answer pages, refusals and what AWS would refuse', async () => {
    const { url } = await open();
    const page = await fetch(`${url}/_local/page`);

    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toBe('<p>你好');
    expect((await fetch(`${url}/_local/no`)).status).toBe(409);
    const missing = await fetch(`${url}/_local/missing`);
    expect([missing.status, await missing.json()]).toEqual([
      404,
      { message: 'The session was not found.' },
    ]);
    expect((await fetch(`${url}/_local/nothing`)).status).toBe(404);
    expect((await fetch(`${url}/_local/things`)).status).toBe(404);
  });

  it('take no form that a page of another origin could send unasked', async () => {
    const { url } = await open();
    for (const contentType of ['text/plain', 'application/x-www-form-urlencoded']) {
      const headers = { 'content-type': contentType };
      const sent = await fetch(`${url}/_local/things`, { method: 'POST', headers, body: '{}' });
      expect(sent.status).toBe(400);
    }
  });

  it('refuse a name that only pretends to be this machine', async () => {
    const { url } = await open();

    expect(await statusFor(url, 'evil.example')).toBe(403);
    expect(await statusFor(url, 'localhost:3000')).toBe(200);
  });
});

function statusFor(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const options = { hostname, port, path: '/_local', headers: { host }, agent: false };
    const request = httpRequest(options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    request.end();
  });
}
