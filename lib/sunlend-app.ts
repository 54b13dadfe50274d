/** The app: the asked stages, checked against AWS's recommended practices at every synthesis. */
import { App, type AppProps } from 'aws-cdk-lib';
import type { NagPack } from 'cdk-nag';
import { checkCompliance } from './compliance';
import { settingsOf, stageNames } from './config';
import type { CodeSource } from './platform/function-factory';
import { SunlendStage } from './sunlend-stage';

export interface SunlendAppProps extends AppProps {
  readonly code: CodeSource;
}

export class SunlendApp extends App {
  readonly stages: readonly SunlendStage[];
  readonly compliance: NagPack;

  /** The stage is chosen by `-c stage=dev`; without it all of them are synthesized. */
  constructor(props: SunlendAppProps) {
    super(props);
    const chosen: unknown = this.node.tryGetContext('stage');
    const names = typeof chosen === 'string' ? [chosen] : stageNames;
    this.stages = names.map(
      (name) => new SunlendStage(this, { settings: settingsOf(name), code: props.code }),
    );
    this.compliance = checkCompliance(this, this.stages);
  }
}
