/** Runs inside a function's worker thread: what Lambda's Node.js runtime does around a handler. */
import { createRequire, enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { installMovableDate } from './movable-date';
import { useHostBinaries } from './native-binaries';
import type {
  FunctionError,
  InvokeMessage,
  WorkerMessage,
  WorkerSettings,
} from './worker-messages';

type Handler = (event: unknown, context: unknown) => unknown;

/** AWS refuses a synchronous answer above this. */
const maximumAnswerBytes = 6 * 1024 * 1024;

const settings = workerData as WorkerSettings;
const port = parentPort!;
const answer = (message: WorkerMessage) => port.postMessage(message);

function start(): void {
  if (settings.compileCacheDirectory) enableCompileCache(settings.compileCacheDirectory);
  if (settings.clockOffset) installMovableDate(settings.clockOffset);
  if (settings.hostModulesDirectory) useHostBinaries(settings.hostModulesDirectory);
  const handler = loadHandler();
  port.on('message', (message: InvokeMessage) => void invoke(handler, message));
  answer({ kind: 'ready' });
}

function loadHandler(): Handler {
  const dot = settings.handler.lastIndexOf('.');
  const file = join(settings.codeDirectory, settings.handler.slice(0, dot));
  const exported = createRequire(file)(file) as Record<string, Handler | undefined>;
  const handler = exported[settings.handler.slice(dot + 1)];
  if (handler) return handler;
  throw new Error(`${settings.handler} is undefined or not exported`);
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  process.env._X_AMZN_TRACE_ID = message.traceId;
  try {
    const result = await handler(JSON.parse(message.payload), contextOf(message));
    const payload = JSON.stringify(result) ?? 'null';
    if (Buffer.byteLength(payload) > maximumAnswerBytes) {
      const limit = `the maximum allowed payload size (${maximumAnswerBytes} bytes)`;
      throw Object.assign(new Error(`Response payload size exceeded ${limit}.`), {
        name: 'Function.ResponseSizeTooLarge',
      });
    }
    answer({ kind: 'result', payload });
  } catch (error) {
    answer({ kind: 'error', error: describe(error) });
  }
}

function contextOf({ requestId, timeoutMillis }: InvokeMessage) {
  // Measured on a clock that nobody moves.
  const deadline = performance.now() + timeoutMillis;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: settings.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: settings.functionArn,
    memoryLimitInMB: String(settings.memoryMegabytes),
    logGroupName: settings.logGroup,
    logStreamName: settings.logStream,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

/** As Lambda's runtime answers a handler's exception. */
function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  };
}

start();
