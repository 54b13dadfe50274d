/** The web ACL before the API: known attacks, bad addresses, and too many requests from one. */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { FunctionSettings } from './function-settings';
import type { RestApi } from './rest-api';

export interface WebFirewallProps {
  readonly api: RestApi;
  readonly logsKey: kms.IKey;
  readonly settings: Pick<FunctionSettings, 'logRetention' | 'removalPolicy'> & {
    readonly stage: string;
    readonly firewall: {
      readonly requestsPerFiveMinutes: number;
      readonly signInRequestsPerFiveMinutes: number;
    };
  };
}

const managedGroups = [
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesCommonRuleSet',
  'AWSManagedRulesKnownBadInputsRuleSet',
];

const visible = (metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  // Samples would show whole requests in the console.
  sampledRequestsEnabled: false,
});

export class WebFirewall extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: WebFirewallProps) {
    super(scope, id);
    const { firewall, stage } = props.settings;
    this.name = `sunlend-${stage}`;
    const webAcl = new wafv2.CfnWebACL(this, 'WebAcl', {
      name: this.name,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible(this.name),
      rules: [
        ...managedGroups.map(managedRule),
        rateRule('SignInRate', 10, firewall.signInRequestsPerFiveMinutes, '/sign-in'),
        rateRule('Rate', 11, firewall.requestsPerFiveMinutes),
      ],
    });
    // The association must stand in the API's own stack, where the compliance rules look for it.
    const association = new wafv2.CfnWebACLAssociation(this, 'Association', {
      resourceArn: props.api.api.deploymentStage.stageArn,
      webAclArn: webAcl.attrArn,
    });
    association.node.addDependency(props.api.api.deploymentStage);
    this.log(webAcl, props);
  }

  private log(webAcl: wafv2.CfnWebACL, { logsKey, settings }: WebFirewallProps): void {
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      // WAF accepts only names with this beginning.
      logGroupName: `aws-waf-logs-sunlend-${settings.stage}`,
      encryptionKey: logsKey,
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    new wafv2.CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: webAcl.attrArn,
      // WAF refuses the `:*` with which a log group's own ARN ends.
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logGroup.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: [
        { singleHeader: { Name: 'authorization' } },
        { singleHeader: { Name: 'idempotency-key' } },
        { queryString: {} },
      ],
      // An address is personal data: only those of refused requests are kept.
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
          },
        ],
      },
    });
  }
}

function managedRule(name: string, priority: number): wafv2.CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
    visibilityConfig: visible(name),
  };
}

/** Counts per address over five minutes; below a path if one is given. */
function rateRule(
  name: string,
  priority: number,
  limit: number,
  path?: string,
): wafv2.CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        evaluationWindowSec: 300,
        limit,
        ...(path && { scopeDownStatement: pathContains(path) }),
      },
    },
    visibilityConfig: visible(name),
  };
}

const pathContains = (searchString: string): wafv2.CfnWebACL.StatementProperty => ({
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: 'CONTAINS',
    searchString,
    textTransformations: [{ priority: 0, type: 'URL_DECODE' }],
  },
});
