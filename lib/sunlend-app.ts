/** The app: the asked stages, checked against AWS's recommended practices at every synthesis. */
import { App, type AppProps } from 'aws-cdk-lib';
import type { Acknowledgement } from './acknowledgements';
import { checkCompliance } from './compliance';
import { type StageSettings, settingsOf, stageNames } from './config';
import type { CodeSource } from './platform/function-factory';
import { SunlendStage } from './sunlend-stage';

export interface SunlendAppProps extends AppProps {
  readonly code: CodeSource;
  /** The accepted findings; tests pass fewer. */
  readonly accepted?: readonly Acknowledgement[];
  /** What a stage chose; tests choose otherwise. */
  readonly settings?: (stage: string) => StageSettings;
}

export class SunlendApp extends App {
  readonly stages: readonly SunlendStage[];

  /** The stage is chosen by `-c stage=dev`; without it all of them are synthesized. */
  constructor(props: SunlendAppProps) {
    super(props);
    const chosen: unknown = this.node.tryGetContext('stage');
    const names = typeof chosen === 'string' ? [chosen] : stageNames;
    const { code, settings = settingsOf } = props;
    this.stages = names.map((name) => new SunlendStage(this, { settings: settings(name), code }));
    checkCompliance(this, this.stages, props.accepted);
  }
}
