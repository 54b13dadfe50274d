/** Task tokens: opaque to whoever holds one, and to us the way back to the execution. */

/** The token of a task of an execution. */
export function tokenFor(executionArn: string, taskId: string): string {
  return Buffer.from(JSON.stringify([executionArn, taskId])).toString('base64url');
}

export interface TokenParts {
  readonly executionArn: string;
  readonly taskId: string;
}

/** What the token stands for, or undefined if it is none of ours. */
export function readToken(token: string): TokenParts | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 2) return undefined;
    const [executionArn, taskId] = parts;
    if (typeof executionArn !== 'string' || typeof taskId !== 'string') return undefined;
    return tokenFor(executionArn, taskId) === token ? { executionArn, taskId } : undefined;
  } catch {
    return undefined;
  }
}
