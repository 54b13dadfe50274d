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
      // Not every stage has every payment channel; a test holds that none is accepted in vain.
      const construct = constructAt(stage, path);
      if (construct)
        Validations.of(construct).acknowledge({
          id: id.replaceAll('<stage>', stage.node.id),
          reason,
        });
    }
  }
}

const constructAt = (root: IConstruct, path: string): IConstruct | undefined =>
  path
    .split('/')
    .reduce<IConstruct | undefined>((parent, name) => parent?.node.tryFindChild(name), root);
