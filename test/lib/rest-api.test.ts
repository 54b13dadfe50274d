import { Match } from 'aws-cdk-lib/assertions';
import { routes } from '../../lambdas/contract/routes';
import { resourcesOf, statementsOf, templatesOf } from './synthesis';

const { lending } = templatesOf('prod');
const methods = Object.values(resourcesOf(lending, 'AWS::ApiGateway::Method'));

describe('the API', () => {
  it('serves every route of the contract once, and nothing else', () => {
    const served = methods.map(
      ({ Properties }) => `${Properties.HttpMethod} ${pathOf(Properties)}`,
    );

    expect(served.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it.each(routes.map((route) => [route.operationId, route] as const))(
    'binds %s to its function, behind the authorizer unless the contract opens it',
    (operationId, route) => {
      const { Properties } = methodOf(operationId);
      const open = route.access === 'public' || route.access === 'channel';

      expect(Properties.Integration).toMatchObject({
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Credentials: { 'Fn::GetAtt': [expect.stringContaining('InvokeRole'), 'Arn'] },
      });
      expect(JSON.stringify(Properties.Integration.Uri)).toContain(
        `:function:sunlend-prod-${operationId}/invocations`,
      );
      expect(Properties.AuthorizationType).toBe(open ? 'NONE' : 'CUSTOM');
      expect(Properties.AuthorizerId === undefined).toBe(open);
    },
  );

  it('validates body and parameters of every route with one validator', () => {
    lending.resourceCountIs('AWS::ApiGateway::RequestValidator', 1);
    lending.hasResourceProperties('AWS::ApiGateway::RequestValidator', {
      ValidateRequestBody: true,
      ValidateRequestParameters: true,
    });
    for (const { Properties } of methods) expect(Properties.RequestValidatorId).toBeDefined();
  });

  it('has a model for every body and demands the idempotency key where the contract does', () => {
    for (const { operationId, body, idempotent } of routes) {
      const { RequestModels, RequestParameters } = methodOf(operationId).Properties;
      expect(RequestModels?.['application/json'] !== undefined).toBe(body !== undefined);
      expect(RequestParameters?.['method.request.header.Idempotency-Key'] ?? false).toBe(
        idempotent ?? false,
      );
    }
  });

  it('asks the authorizer about every request anew', () => {
    lending.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 0,
      AuthorizerCredentials: Match.anyValue(),
    });
  });

  it('calls functions through one role that may call exactly them', () => {
    const [[roleId] = []] = Object.entries(resourcesOf(lending, 'AWS::IAM::Role')).filter(([id]) =>
      id.includes('InvokeRole'),
    );
    const callable = statementsOf(lending, roleId ?? '').flatMap(({ Resource }) => Resource);

    expect(callable).toHaveLength(routes.length + 1);
    expect(JSON.stringify(callable)).not.toContain('*');
    lending.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  it('throttles, traces, and logs without data, query, path values or addresses', () => {
    const [stage] = Object.values(resourcesOf(lending, 'AWS::ApiGateway::Stage'));
    expect(stage?.Properties).toMatchObject({
      TracingEnabled: true,
      ClientCertificateId: expect.anything(),
      MethodSettings: [
        expect.objectContaining({
          DataTraceEnabled: false,
          LoggingLevel: 'INFO',
          ThrottlingRateLimit: 2_000,
          ThrottlingBurstLimit: 4_000,
        }),
      ],
    });
    const logged: string[] = Object.values(JSON.parse(stage?.Properties.AccessLogSetting.Format));
    expect(logged).toContain('$context.resourcePath');
    for (const field of logged) {
      expect(field).not.toMatch(/\$context\.(path|identity|authorizer)|querystring/);
    }
  });

  it('keeps both its logs encrypted and for a limited time', () => {
    const groups = Object.entries(resourcesOf(lending, 'AWS::Logs::LogGroup')).filter(([id]) =>
      id.startsWith('Api'),
    );
    expect(groups).toHaveLength(2);
    for (const [, { Properties }] of groups) {
      expect(Properties.KmsKeyId).toBeDefined();
      expect(Properties.RetentionInDays).toBe(731);
    }
  });
});

describe('the web firewall', () => {
  it('stands before the API, with managed rules and limits per address', () => {
    lending.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: Match.anyValue(),
      WebACLArn: Match.anyValue(),
    });
    const [acl] = Object.values(resourcesOf(lending, 'AWS::WAFv2::WebACL'));
    const rules: { Name: string }[] = acl?.Properties.Rules;
    expect(rules.map(({ Name }) => Name)).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesCommonRuleSet',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'SignInRate',
      'Rate',
    ]);
  });

  it('is stricter on signing in than on the rest', () => {
    const [acl] = Object.values(resourcesOf(lending, 'AWS::WAFv2::WebACL'));
    const limits = acl?.Properties.Rules.flatMap(
      (rule: { Statement: { RateBasedStatement?: { Limit: number } } }) =>
        rule.Statement.RateBasedStatement?.Limit ?? [],
    );
    expect(limits).toEqual([100, 2_000]);
  });

  it('logs refused requests only, without tokens', () => {
    lending.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      LoggingFilter: Match.objectLike({ DefaultBehavior: 'DROP' }),
      LogDestinationConfigs: [
        {
          'Fn::Join': ['', Match.arrayWith([{ Ref: Match.stringLikeRegexp('^FirewallLogGroup') }])],
        },
      ],
      RedactedFields: Match.arrayWith([{ SingleHeader: { Name: 'authorization' } }]),
    });
  });
});

function methodOf(operationId: string) {
  const found = methods.find(({ Properties }) => Properties.OperationName === operationId);
  if (!found) throw new Error(`no method for ${operationId}`);
  return found;
}

/** The path of a method, walking up its resources. */
function pathOf({ ResourceId }: { readonly ResourceId?: { Ref?: string } }): string {
  const resource = ResourceId?.Ref
    ? resourcesOf(lending, 'AWS::ApiGateway::Resource')[ResourceId.Ref]
    : undefined;
  if (!resource) return '';
  const { ParentId, PathPart } = resource.Properties;
  return `${pathOf({ ResourceId: ParentId })}/${PathPart}`;
}
