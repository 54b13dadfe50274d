/** One environment: the data that must survive, and the lending stack that works on it. */
import { Construct } from 'constructs';
import type { StageSettings } from './config';
import { DataStack } from './data-stack';
import { LendingStack } from './lending-stack';
import type { CodeSource } from './platform/function-factory';

export interface SunlendStageProps {
  readonly settings: StageSettings;
  readonly code: CodeSource;
}

export class SunlendStage extends Construct {
  readonly data: DataStack;
  readonly lending: LendingStack;

  constructor(scope: Construct, props: SunlendStageProps) {
    const { settings, code } = props;
    super(scope, settings.stage);
    const stackProps = (name: string) => ({
      stackName: `sunlend-${settings.stage}-${name}`,
      env: { account: settings.account, region: settings.region },
      tags: { application: 'sunlend', stage: settings.stage },
      settings,
    });
    this.data = new DataStack(this, 'Data', {
      ...stackProps('data'),
      description: `Sunlend ${settings.stage}: keys, tables and pictures`,
    });
    this.lending = new LendingStack(this, 'Lending', {
      ...stackProps('lending'),
      description: `Sunlend ${settings.stage}: the API, its functions and workflows`,
      data: this.data,
      code,
    });
  }
}
