/** The table of contents: what one environment consists of and what each part is handed. */
import { Construct } from 'constructs';
import type { Capability, Given } from './capability';
import { Channels } from './channels';
import { collectionOf } from './collection-settings';
import { Collections } from './collections';
import type { StageSettings } from './config';
import { DataStack } from './data-stack';
import { LendingStack } from './lending-stack';
import { Orders } from './orders';
import { Payments } from './payments';
import type { CodeSource } from './platform/function-factory';
import { FunctionRegistry } from './platform/function-registry';
import { Repayment } from './repayment';
import { Risk } from './risk';
import {
  CardReaders,
  DataSources,
  FaceChecks,
  Notifier,
  RelyingParty,
  VoiceRobot,
} from './services';
import { Users } from './users';
import { grantedWorkflows } from './workflows';

export interface SunlendStageProps {
  readonly settings: StageSettings;
  readonly code: CodeSource;
}

export class SunlendStage extends Construct {
  readonly data: DataStack;
  /** A stack each. */
  readonly capabilities: readonly Capability[];
  readonly lending: LendingStack;

  constructor(scope: Construct, { settings, code }: SunlendStageProps) {
    super(scope, settings.stage);
    const data = new DataStack(this, settings);
    const functions = new FunctionRegistry();
    const given: Given = {
      settings,
      code,
      functions,
      deadLetters: data.deadLetters,
      tables: data.tables,
      keys: data.keys,
      uploads: data.uploads,
      evidence: data.evidence,
      faces: data.faces,
      notifier: new Notifier(settings.sms, data.tencentCloudKey),
      cardReader: new CardReaders(settings.cardReader, data.tencentCloudKey),
      relyingParty: new RelyingParty(settings.relyingParty),
      faceChecks: new FaceChecks(settings.faces),
      dataSources: new DataSources(data.dataSourcesSecret),
      channels: new Channels(settings.channels, data.channelSecrets),
      voiceRobot: new VoiceRobot(collectionOf(settings).voice),
      workflows: grantedWorkflows(settings),
    };
    const users = new Users(this, given);
    this.data = data;
    this.capabilities = [
      users,
      new Risk(this, given),
      new Orders(this, given),
      new Payments(this, given),
      new Repayment(this, given),
      new Collections(this, given),
    ];
    const { authorizer } = users;
    this.lending = new LendingStack(this, { settings, data, functions, authorizer });
    // It calls them by name, which alone would not tell CloudFormation to deploy them first.
    for (const capability of this.capabilities) this.lending.addStackDependency(capability);
  }
}
