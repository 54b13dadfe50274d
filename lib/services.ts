/** What functions use beside storage: SMS, face checks, the sandbox bank; grants by intent. */
import { CfnParameter, Stack } from 'aws-cdk-lib';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { variables } from '../lambdas/contract/environment';
import type { LendingFunction } from './platform/lending-function';

export class Notifier {
  /** A phone number is no resource to IAM, hence the wildcard. */
  grant(fn: LendingFunction): void {
    fn.allow(['sns:Publish'], ['*']);
  }
}

export type FaceIntent = 'createLivenessSession' | 'getLivenessResults' | 'compareFaces';

const faceActions: Readonly<Record<FaceIntent, string>> = {
  createLivenessSession: 'rekognition:CreateFaceLivenessSession',
  getLivenessResults: 'rekognition:GetFaceLivenessSessionResults',
  compareFaces: 'rekognition:CompareFaces',
};

export class FaceChecks {
  constructor(
    private readonly thresholds: { readonly liveness: number; readonly similarity: number },
  ) {}

  /** None of these actions knows a resource in IAM. */
  grant(fn: LendingFunction, ...intents: readonly [FaceIntent, ...FaceIntent[]]): void {
    fn.setVariable(variables.livenessThreshold, String(this.thresholds.liveness));
    fn.setVariable(variables.similarityThreshold, String(this.thresholds.similarity));
    for (const intent of intents) fn.allow([faceActions[intent]], ['*']);
  }
}

export class SandboxBank {
  constructor(private readonly secret: secretsmanager.ISecret) {}

  /** Where the bank is, and the key by which both sign. */
  grant(fn: LendingFunction): void {
    fn.setVariable(variables.sandboxBankUrl, urlParameter(Stack.of(fn)).valueAsString);
    fn.setVariable(variables.sandboxBankSecret, this.secret.secretArn);
    fn.allow(['secretsmanager:GetSecretValue'], [this.secret.secretArn]);
  }
}

/** A parameter belongs to one stack: each stack that speaks to the bank asks for its address. */
function urlParameter(stack: Stack): CfnParameter {
  const id = 'SandboxBankUrl';
  return (
    (stack.node.tryFindChild(id) as CfnParameter | undefined) ??
    new CfnParameter(stack, id, {
      description: 'Where the sandbox bank answers, for example https://bank.example.com',
      default: 'https://bank.invalid',
      allowedPattern: '^https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._/-]*)?$',
    })
  );
}
