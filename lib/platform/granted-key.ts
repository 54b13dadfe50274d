/** A KMS key together with the variable that names it and the actions its intents mean. */
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { LendingFunction } from './lending-function';

export class GrantedKey<Intent extends string> {
  constructor(
    readonly key: kms.IKey,
    private readonly variable: string,
    private readonly actions: Readonly<Record<Intent, readonly string[]>>,
  ) {}

  grant(fn: LendingFunction, ...intents: readonly [Intent, ...Intent[]]): void {
    fn.setVariable(this.variable, this.key.keyArn);
    for (const intent of intents) fn.allow(this.actions[intent], [this.key.keyArn]);
  }
}
