/** The template's REST API: its methods by path with models, validators, authorizers, throttles. */
import { ofType, type Resource } from './resources';

export interface RestApiMethod {
  readonly httpMethod: string;
  /** For example /orders/{orderId}. */
  readonly path: string;
  readonly operationName?: string | undefined;
  /** AWS_PROXY, MOCK … */
  readonly integrationType: string;
  /** The function behind an AWS_PROXY integration. */
  readonly functionArn?: string | undefined;
  readonly authorizationType: string;
  readonly authorizer?: RestApiAuthorizer | undefined;
  /** Content type → JSON schema (draft 4) of the body. */
  readonly requestModels: Readonly<Record<string, unknown>>;
  /** For example method.request.header.Idempotency-Key → required. */
  readonly requestParameters: Readonly<Record<string, boolean>>;
  readonly validatesBody: boolean;
  readonly validatesParameters: boolean;
  readonly throttle: Throttle;
  /** As the template gives them: a MOCK integration answers from these. */
  readonly integration: Readonly<Record<string, unknown>>;
}

export interface RestApiAuthorizer {
  readonly type: string;
  readonly functionArn: string;
  readonly identitySource: string;
  /** How long an answer is kept; 0: never. */
  readonly cacheSeconds: number;
}

export interface Throttle {
  readonly requestsPerSecond?: number | undefined;
  readonly burst?: number | undefined;
}

export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly stageName: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly methods: readonly RestApiMethod[];
  /** Response type (e.g. UNAUTHORIZED) → its AWS::ApiGateway::GatewayResponse properties. */
  readonly gatewayResponses: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly accessLogArn?: string | undefined;
}

interface MethodSetting {
  readonly HttpMethod?: string;
  readonly ResourcePath?: string;
  readonly ThrottlingRateLimit?: number;
  readonly ThrottlingBurstLimit?: number;
}

export function readRestApis(resources: readonly Resource[]): RestApi[] {
  return ofType(resources, 'AWS::ApiGateway::RestApi').map((api) => {
    const id = api.identity.ref;
    const parts = resources.filter(({ properties }) => properties.RestApiId === id);
    const stage = ofType(parts, 'AWS::ApiGateway::Stage')[0]?.properties ?? {};
    const accessLog = stage.AccessLogSetting as { DestinationArn?: string } | undefined;
    return {
      id,
      name: String(api.properties.Name ?? api.logicalId),
      stageName: String(stage.StageName ?? ''),
      stageVariables: (stage.Variables ?? {}) as Record<string, string>,
      methods: readMethods(parts, (stage.MethodSettings ?? []) as MethodSetting[]),
      gatewayResponses: Object.fromEntries(
        ofType(parts, 'AWS::ApiGateway::GatewayResponse').map(({ properties }) => [
          String(properties.ResponseType),
          properties,
        ]),
      ),
      accessLogArn: accessLog?.DestinationArn,
    };
  });
}

function readMethods(parts: readonly Resource[], settings: readonly MethodSetting[]) {
  const paths = readPaths(parts);
  const validators = byId(ofType(parts, 'AWS::ApiGateway::RequestValidator'));
  const models = byId(ofType(parts, 'AWS::ApiGateway::Model'));
  const authorizers = byId(ofType(parts, 'AWS::ApiGateway::Authorizer'));
  return ofType(parts, 'AWS::ApiGateway::Method').map(({ properties }): RestApiMethod => {
    const integration = (properties.Integration ?? {}) as Record<string, unknown>;
    const validator = validators.get(String(properties.RequestValidatorId));
    const authorizer = authorizers.get(String(properties.AuthorizerId));
    const path = paths.get(String(properties.ResourceId)) ?? '/';
    const httpMethod = String(properties.HttpMethod);
    const bodies = Object.entries((properties.RequestModels ?? {}) as Record<string, string>);
    return {
      httpMethod,
      path,
      operationName: properties.OperationName as string | undefined,
      integrationType: String(integration.Type ?? ''),
      functionArn: functionArn(integration.Uri),
      authorizationType: String(properties.AuthorizationType ?? 'NONE'),
      authorizer: authorizer && readAuthorizer(authorizer),
      requestModels: Object.fromEntries(
        bodies.map(([contentType, name]) => [contentType, models.get(name)?.Schema]),
      ),
      requestParameters: (properties.RequestParameters ?? {}) as Record<string, boolean>,
      validatesBody: validator?.ValidateRequestBody === true,
      validatesParameters: validator?.ValidateRequestParameters === true,
      throttle: throttleOf(settings, path, httpMethod),
      integration,
    };
  });
}

const byId = (resources: readonly Resource[]) =>
  new Map(resources.map(({ identity, properties }) => [identity.ref, properties]));

function readAuthorizer(properties: Readonly<Record<string, unknown>>): RestApiAuthorizer {
  return {
    type: String(properties.Type),
    functionArn: functionArn(properties.AuthorizerUri) ?? '',
    identitySource: String(properties.IdentitySource ?? ''),
    cacheSeconds: Number(properties.AuthorizerResultTtlInSeconds ?? 300),
  };
}

/** Resource id → path; the root's id belongs to no resource. */
function readPaths(parts: readonly Resource[]): Map<string, string> {
  const resources = byId(ofType(parts, 'AWS::ApiGateway::Resource'));
  const pathOf = (id: string): string => {
    const properties = resources.get(id);
    return properties ? `${pathOf(String(properties.ParentId))}/${properties.PathPart}` : '';
  };
  return new Map([...resources.keys()].map((id) => [id, pathOf(id)]));
}

/** …:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations */
const functionArn = (uri: unknown): string | undefined =>
  /functions\/([^/]+)\/invocations/.exec(String(uri ?? ''))?.[1];

/** A setting of the method itself wins over the stage's default ('/*' and '*'). */
function throttleOf(settings: readonly MethodSetting[], path: string, method: string): Throttle {
  const encoded = path.replaceAll('/', '~1');
  const own = settings.find(
    ({ HttpMethod, ResourcePath }) =>
      HttpMethod === method &&
      (ResourcePath === path || ResourcePath === encoded || ResourcePath === `/${encoded}`),
  );
  const common = settings.find(({ ResourcePath }) => ResourcePath === '/*');
  return {
    requestsPerSecond: own?.ThrottlingRateLimit ?? common?.ThrottlingRateLimit,
    burst: own?.ThrottlingBurstLimit ?? common?.ThrottlingBurstLimit,
  };
}
