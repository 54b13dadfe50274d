/** The keys of access tokens: one signs, all verify, so that one can follow another unnoticed. */
import type { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { variables } from '../lambdas/contract/environment';
import type { LendingFunction } from './platform/lending-function';

export interface TokenKeysProps {
  /** The first signs. */
  readonly names: readonly [string, ...string[]];
  readonly removalPolicy: RemovalPolicy;
}

export class TokenKeys extends Construct {
  private readonly signing: kms.Key;
  private readonly all: readonly kms.Key[];

  constructor(scope: Construct, id: string, { names, removalPolicy }: TokenKeysProps) {
    super(scope, id);
    const [first, ...others] = names;
    const key = (name: string) =>
      new kms.Key(this, name, {
        description: `Sunlend: signs access tokens (${name})`,
        keySpec: kms.KeySpec.ECC_NIST_P256,
        keyUsage: kms.KeyUsage.SIGN_VERIFY,
        removalPolicy,
      });
    this.signing = key(first);
    this.all = [this.signing, ...others.map(key)];
  }

  grant(fn: LendingFunction, intent: 'sign' | 'verify'): void {
    if (intent === 'sign') {
      fn.setVariable(variables.tokenKey, this.signing.keyArn);
      fn.allow(['kms:Sign'], [this.signing.keyArn]);
      return;
    }
    const arns = this.all.map(({ keyArn }) => keyArn);
    fn.setVariable(variables.tokenKeys, arns.join(','));
    fn.allow(['kms:GetPublicKey'], arns);
  }
}
