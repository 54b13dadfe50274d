/** What the API writes down of a request. */
import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/** Ids, timings and outcomes; no path with its values, no query, no address of the caller. */
export const accessLogFormat = apigateway.AccessLogFormat.custom(
  JSON.stringify({
    requestId: apigateway.AccessLogField.contextRequestId(),
    traceId: apigateway.AccessLogField.contextXrayTraceId(),
    requestedAt: apigateway.AccessLogField.contextRequestTimeEpoch(),
    method: apigateway.AccessLogField.contextHttpMethod(),
    route: apigateway.AccessLogField.contextResourcePath(),
    status: apigateway.AccessLogField.contextStatus(),
    refusal: apigateway.AccessLogField.contextErrorResponseType(),
    responseBytes: apigateway.AccessLogField.contextResponseLength(),
    latencyMs: apigateway.AccessLogField.contextResponseLatency(),
    integrationLatencyMs: apigateway.AccessLogField.contextIntegrationLatency(),
  }),
);
