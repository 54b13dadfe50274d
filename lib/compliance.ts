/** cdk-nag's AWS Solutions pack, and the ONE list of findings that are accepted, each with why. */
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { type Acknowledgement, acknowledgements } from './acknowledgements';
import type { SunlendStage } from './sunlend-stage';

/** Registers the pack on the app and accepts what the list accepts, and no more. */
export function checkCompliance(
  app: App,
  stages: readonly SunlendStage[],
  accepted: readonly Acknowledgement[] = acknowledgements,
): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  for (const stage of stages) {
    for (const { path, id, reason } of accepted) {
      Validations.of(constructAt(stage, path)).acknowledge({
        id: id.replaceAll('<stage>', stage.node.id),
        reason,
      });
    }
  }
}

const constructAt = (root: IConstruct, path: string): IConstruct =>
  path.split('/').reduce<IConstruct>((parent, name) => parent.node.findChild(name), root);
