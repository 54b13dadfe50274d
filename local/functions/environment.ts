/** What Lambda puts around a function: its environment variables and the trace of a call. */
import { randomUUID } from 'node:crypto';
import type { FunctionResource } from '../template/functions';
import { region } from '../template/identifiers';

/** What Lambda sets besides the template's own variables; nothing of this process leaks in. */
export function environmentOf(
  resource: FunctionResource,
  endpointUrl: string,
  logStream: string,
): Record<string, string> {
  return {
    ...resource.environment,
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${resource.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: resource.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(resource.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: resource.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    LAMBDA_TASK_ROOT: resource.codeDirectory ?? '',
    _HANDLER: resource.handler,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
  };
}

/** X-Ray's form: version, epoch seconds in hex, 96 random bits. */
export function newTraceId(nowMillis: number): string {
  const random = randomUUID().replaceAll('-', '');
  const seconds = Math.floor(nowMillis / 1000).toString(16);
  return `Root=1-${seconds}-${random.slice(0, 24)};Parent=${random.slice(16)};Sampled=0`;
}
