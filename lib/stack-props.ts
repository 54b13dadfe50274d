/** How the stacks of a stage are named, tagged and protected. */
import type { StackProps } from 'aws-cdk-lib';
import type { StageSettings } from './config';

/** What the stacks of a stage have in common; `name` tells them apart. */
export const stackProps = (settings: StageSettings, name: string): StackProps => ({
  stackName: `sunlend-${settings.stage}-${name}`,
  env: { account: settings.account, region: settings.region },
  tags: { application: 'sunlend', stage: settings.stage },
  terminationProtection: settings.protected,
});
