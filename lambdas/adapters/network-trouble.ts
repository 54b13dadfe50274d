/** Tells that nobody answered from an answer that one does not like. */

const codes = /^(ECONN|EHOST|ENET|EPIPE|EAI_|ETIMEDOUT|UND_ERR)/;
const names = new Set(['TimeoutError', 'AbortError', 'NetworkingError']);

/** Whether the request got no answer: refused, reset, timed out, or no name found. */
export function isNetworkTrouble(error: unknown): boolean {
  const { name, code, cause } = (error ?? {}) as {
    readonly name?: unknown;
    readonly code?: unknown;
    readonly cause?: unknown;
  };
  if (names.has(String(name)) || codes.test(String(code))) return true;
  return cause !== undefined && cause !== error && isNetworkTrouble(cause);
}

/** A service that failed by itself, in the form the AWS SDK throws it. */
export const isServerFault = (error: unknown): boolean =>
  (error as { readonly $fault?: unknown } | undefined)?.$fault === 'server';
