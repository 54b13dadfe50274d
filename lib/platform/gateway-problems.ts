/** What API Gateway answers by itself, as the same problem documents that the functions give. */
import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { problems } from '../../lambdas/contract/problems';

type Code = keyof typeof problems;

export interface GatewayProblem {
  readonly type: ResponseType;
  readonly statusCode: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly template: string;
}

/**
 * What is not named here falls to the default of its class, as API Gateway has it.
 * The only parameter the gateway itself demands is the Idempotency-Key header, hence the code of
 * BAD_REQUEST_PARAMETERS. Headers and query are otherwise judged by the function.
 */
const codes: ReadonlyArray<readonly [ResponseType, Code]> = [
  [ResponseType.BAD_REQUEST_BODY, 'validation_failed'],
  [ResponseType.BAD_REQUEST_PARAMETERS, 'idempotency_key_missing'],
  [ResponseType.UNAUTHORIZED, 'unauthenticated'],
  [ResponseType.ACCESS_DENIED, 'forbidden'],
  [ResponseType.WAF_FILTERED, 'forbidden'],
  // An unknown path or method: API Gateway takes it for a forgotten or an odd signature.
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, 'not_found'],
  [ResponseType.INVALID_SIGNATURE, 'not_found'],
  [ResponseType.REQUEST_TOO_LARGE, 'payload_too_large'],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, 'unsupported_media_type'],
  [ResponseType.THROTTLED, 'too_many_requests'],
  [ResponseType.INTEGRATION_TIMEOUT, 'unavailable'],
  [ResponseType.DEFAULT_4XX, 'validation_failed'],
  [ResponseType.DEFAULT_5XX, 'internal'],
];

export const gatewayProblems: readonly GatewayProblem[] = codes.map(([type, code]) => {
  const { status, title, titleZh } = problems[code];
  return {
    type,
    statusCode: String(status),
    headers: { 'Content-Type': "'application/problem+json'", 'Cache-Control': "'no-store'" },
    template: JSON.stringify({
      type: `urn:sunlend:problem:${code}`,
      title,
      titleZh,
      status,
      code,
      requestId: '$context.requestId',
    }),
  };
});
