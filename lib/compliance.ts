/** cdk-nag's AWS Solutions pack, and the ONE list of findings that are accepted, each with why. */
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { acknowledgements } from './acknowledgements';
import type { SunlendStage } from './sunlend-stage';

/** Registers the pack on the app and accepts what the list accepts, and no more. */
export function checkCompliance(
  app: App,
  stages: readonly SunlendStage[],
  accepted = acknowledgements,
): AwsSolutionsChecks {
  const pack = new AwsSolutionsChecks(app);
  Validations.of(app).addPlugins(pack);
  for (const stage of stages) {
    for (const { path, id, reason } of accepted) {
      Validations.of(constructAt(stage, path)).acknowledge({
        id: id.replaceAll('<stage>', stage.node.id),
        reason,
      });
    }
  }
  return pack;
}

const constructAt = (root: IConstruct, path: string): IConstruct =>
  path.split('/').reduce<IConstruct>((parent, name) => parent.node.findChild(name), root);
