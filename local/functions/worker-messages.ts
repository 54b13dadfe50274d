/** What passes between the local Lambda service and a function's worker thread. */

/** Given to the worker when it starts. */
export interface WorkerSettings {
  readonly codeDirectory: string;
  /** FILE.EXPORT, e.g. index.handler */
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
  readonly logGroup: string;
  readonly logStream: string;
  /** Milliseconds by which the worker's Date runs ahead, as one float. */
  readonly clockOffset?: SharedArrayBuffer | undefined;
  /** Where compiled code is kept between starts. */
  readonly compileCacheDirectory?: string | undefined;
  /** Packages of the host: a bundle's native binaries are made for Lambda's processor. */
  readonly hostModulesDirectory?: string | undefined;
}

export interface InvokeMessage {
  readonly requestId: string;
  readonly traceId: string;
  /** JSON */
  readonly payload: string;
  readonly timeoutMillis: number;
}

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

export type WorkerMessage =
  /** The bundle is loaded. */
  | { readonly kind: 'ready' }
  /** JSON; 'null' when the handler answered nothing. */
  | { readonly kind: 'result'; readonly payload: string }
  | { readonly kind: 'error'; readonly error: FunctionError };
