/** How the gateway and streams run a function, whoever runs it: `Functions.invoke` is one. */

export type Invoked =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

/** Resolves with what became of the call; a function that fails is a value, not an exception. */
export type Invoke = (
  /** Name or ARN of the function. */
  functionName: string,
  payload: unknown,
  /** Who is counted for what the function does, e.g. 'POST /orders'. */
  options: { readonly cause: string },
) => Promise<Invoked>;

/** Whether a role's policies let it call the function. */
export type MayInvoke = (role: string, functionName: string) => boolean;
