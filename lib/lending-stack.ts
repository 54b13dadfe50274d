/** The table of contents: what Sunlend consists of and what each part is handed. */
import { CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { variables } from '../lambdas/contract/environment';
import { routes } from '../lambdas/contract/routes';
import type { Given } from './capability';
import type { StageSettings } from './config';
import type { DataStack } from './data-stack';
import { Monitoring } from './monitoring';
import { Orders } from './orders';
import { Payments } from './payments';
import { type CodeSource, FunctionFactory } from './platform/function-factory';
import { RestApi } from './platform/rest-api';
import { WebFirewall } from './platform/web-firewall';
import { Repayment } from './repayment';
import { Risk } from './risk';
import { FaceChecks, Notifier, SandboxBank } from './services';
import { Users } from './users';
import { OriginationWorkflow } from './workflows';

export interface LendingStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly code: CodeSource;
}

export class LendingStack extends Stack {
  constructor(scope: Construct, id: string, props: LendingStackProps) {
    super(scope, id, { terminationProtection: props.settings.protected, ...props });
    const { settings, data } = props;
    const { operations } = data.keys;

    const functions = new FunctionFactory(this, 'Functions', {
      code: props.code,
      defaults: { ...settings, ...settings.functions },
      logsKey: operations,
      environment: { [variables.stage]: settings.stage },
    });
    const workflow = new OriginationWorkflow(this, 'Origination', {
      settings,
      functions,
      key: operations,
    });
    const given: Given = {
      settings,
      functions,
      workflow,
      tables: data.tables,
      keys: data.keys,
      uploads: data.uploads,
      evidence: data.evidence,
      notifier: new Notifier(),
      faces: new FaceChecks(settings.faces),
      sandboxBank: new SandboxBank(data.sandboxBankSecret, this.sandboxBankUrl()),
    };
    const users = new Users(this, 'Users', given);
    new Risk(this, 'Risk', given);
    new Orders(this, 'Orders', given);
    new Payments(this, 'Payments', given);
    new Repayment(this, 'Repayment', given);

    const api = new RestApi(this, 'Api', {
      routes,
      functions,
      authorizer: users.authorizer,
      logsKey: operations,
      settings,
    });
    const firewall = new WebFirewall(this, 'Firewall', { api, logsKey: operations, settings });
    new Monitoring(this, 'Monitoring', { api, firewall, functions, workflow, data, settings });
  }

  private sandboxBankUrl(): string {
    return new CfnParameter(this, 'SandboxBankUrl', {
      description: 'Where the sandbox bank answers, for example https://bank.example.com',
      default: 'https://bank.invalid',
      allowedPattern: '^https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._/-]*)?$',
    }).valueAsString;
  }
}
