/** The REST API, made from the contract's routes: nothing is served that is not written there. */
import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { pascalCase, type RouteDefinition } from '../../lambdas/contract/route';
import { accessLogFormat } from './access-log';
import type { FunctionRegistry } from './function-registry';
import type { FunctionSettings } from './function-settings';
import { gatewayProblems } from './gateway-problems';
import { invokeRole } from './invoke-role';
import type { LendingFunction } from './lending-function';
import { requestModel } from './request-models';

export interface RestApiProps {
  readonly routes: readonly RouteDefinition[];
  readonly functions: FunctionRegistry;
  readonly authorizer: LendingFunction;
  readonly logsKey: kms.IKey;
  readonly settings: Pick<FunctionSettings, 'logRetention' | 'removalPolicy'> & {
    readonly stage: string;
    readonly api: { readonly requestsPerSecond: number; readonly burst: number };
    readonly setApiGatewayAccountRole: boolean;
  };
}

export class RestApi extends Construct {
  readonly api: apigateway.RestApi;
  private readonly invokeRole: iam.IRole;
  private readonly authorizer: apigateway.RequestAuthorizer;
  private readonly validator: apigateway.RequestValidator;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RestApiProps,
  ) {
    super(scope, id);
    this.api = this.restApi();
    this.invokeRole = invokeRole(this, props);
    for (const { type, statusCode, headers, template } of gatewayProblems) {
      this.api.addGatewayResponse(pascalCase(type.responseType.toLowerCase()), {
        type,
        statusCode,
        responseHeaders: { ...headers },
        templates: { 'application/json': template },
      });
    }
    this.validator = this.api.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    this.authorizer = new apigateway.RequestAuthorizer(this, 'Authorizer', {
      handler: lambda.Function.fromFunctionArn(this, 'Gate', props.authorizer.arn),
      assumeRole: this.invokeRole,
      identitySources: [apigateway.IdentitySource.header('Authorization')],
      // No caching: a session that was ended is refused from the next request on.
      resultsCacheTtl: Duration.seconds(0),
    });
    for (const route of props.routes) this.addRoute(route);
  }

  private restApi(): apigateway.RestApi {
    const { settings } = this.props;
    const certificate = new apigateway.CfnClientCertificate(this, 'ClientCertificate', {
      description: 'Proves to a backend that a call comes from this API',
    });
    const api = new apigateway.RestApi(this, 'Api', {
      restApiName: `sunlend-${settings.stage}`,
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      minCompressionSize: Size.bytes(1_024),
      cloudWatchRole: settings.setApiGatewayAccountRole,
      // Other APIs of the account log through the same role.
      ...(settings.setApiGatewayAccountRole && {
        cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      }),
      deployOptions: {
        stageName: 'v1',
        throttlingRateLimit: settings.api.requestsPerSecond,
        throttlingBurstLimit: settings.api.burst,
        tracingEnabled: true,
        metricsEnabled: true,
        loggingLevel: apigateway.MethodLoggingLevel.INFO,
        dataTraceEnabled: false,
        accessLogDestination: new apigateway.LogGroupLogDestination(this.logGroup('AccessLogs')),
        accessLogFormat,
        clientCertificateId: certificate.ref,
      },
    });
    // API Gateway would make this group itself: unencrypted, and never emptied.
    const executionLogs = this.logGroup(
      'ExecutionLogs',
      `API-Gateway-Execution-Logs_${api.restApiId}/v1`,
    );
    api.deploymentStage.node.addDependency(executionLogs);
    return api;
  }

  private logGroup(id: string, logGroupName?: string): logs.LogGroup {
    const { logsKey, settings } = this.props;
    return new logs.LogGroup(this, id, {
      logGroupName,
      encryptionKey: logsKey,
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
  }

  private addRoute(route: RouteDefinition): void {
    const open = route.access === 'public' || route.access === 'channel';
    this.api.root
      .resourceForPath(route.path)
      .addMethod(route.method, this.integration(this.props.functions.of(route.operationId)), {
        operationName: route.operationId,
        requestValidator: this.validator,
        requestParameters: parametersOf(route),
        ...(route.body && {
          requestModels: {
            'application/json': this.api.addModel(`${pascalCase(route.operationId)}Body`, {
              schema: requestModel(route.body),
            }),
          },
        }),
        ...(open
          ? { authorizationType: apigateway.AuthorizationType.NONE }
          : { authorizer: this.authorizer }),
      });
  }

  private integration(fn: LendingFunction): apigateway.Integration {
    const { partition, region } = Stack.of(this);
    return new apigateway.Integration({
      type: apigateway.IntegrationType.AWS_PROXY,
      integrationHttpMethod: 'POST',
      uri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${fn.arn}/invocations`,
      options: { credentialsRole: this.invokeRole },
    });
  }
}

function parametersOf(route: RouteDefinition): Record<string, boolean> {
  const path = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return {
    ...Object.fromEntries(path.map((name) => [`method.request.path.${name}`, true])),
    ...(route.idempotent && { 'method.request.header.Idempotency-Key': true }),
  };
}
