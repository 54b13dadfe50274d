/** One HTTPS call to a payment provider: what was answered, or that nothing is known. */
import { request as requestHttp } from 'node:http';
import { type RequestOptions, request as requestHttps } from 'node:https';
import type { Unknown } from '../core/ports/payment-channel';

export interface ProviderCall {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first byte sent to the last received. */
  readonly timeoutMillis?: number;
  /** PEM: our certificate and its key, and whom we trust instead of the public authorities. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string };
}

export interface ProviderAnswer {
  readonly outcome: 'answered';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export const unknown = (reason: Unknown['reason']): Unknown => ({ outcome: 'unknown', reason });

/** A day's bill of a big lender; what is larger is no answer. */
const largestAnswerBytes = 64 * 1024 * 1024;
const usualTimeoutMillis = 5_000;

/**
 * Never follows a redirect, which would carry an instruction to an address nobody configured, and
 * never tries again: the caller asks what became of it.
 */
export function callProvider(call: ProviderCall): Promise<ProviderAnswer | Unknown> {
  return new Promise((resolve) => {
    const { url, method, headers, body = '', tls, timeoutMillis = usualTimeoutMillis } = call;
    const request = url.startsWith('https:') ? requestHttps : requestHttp;
    const signal = AbortSignal.timeout(timeoutMillis);
    const options: RequestOptions = {
      method,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      signal,
      ...tls,
    };
    const fail = () => resolve(unknown(signal.aborted ? 'timeout' : 'unreachable'));
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > largestAnswerBytes) sent.destroy();
        else chunks.push(chunk);
      });
      response.on('error', fail);
      // Half an answer is none.
      response.on('close', fail);
      response.on('end', () =>
        resolve({
          outcome: 'answered',
          status: response.statusCode ?? 0,
          headers: textHeaders(response.headers),
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

const textHeaders = (headers: NodeJS.Dict<string | string[]>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );

/** A header by its name, however its sender wrote it. */
export const headerOf = (
  headers: Readonly<Record<string, string | undefined>>,
  name: string,
): string => Object.entries(headers).find(([given]) => given.toLowerCase() === name)?.[1] ?? '';

export type Members = Readonly<Record<string, unknown>>;

/** A JSON object, or undefined for anything else. */
export function readObject(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
