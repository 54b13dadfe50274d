/** What every capability is given, and the one way it binds an operation to a function. */
import { Construct } from 'constructs';
import { functions } from '../lambdas/contract/functions';
import type { Capability as CapabilityName, RouteDefinition } from '../lambdas/contract/route';
import type { StageSettings } from './config';
import type { EncryptedBucket } from './platform/encrypted-bucket';
import type { EncryptedTable } from './platform/encrypted-table';
import type { FunctionFactory } from './platform/function-factory';
import type { FunctionSettings } from './platform/function-settings';
import type { GrantedKey } from './platform/granted-key';
import type { LendingFunction } from './platform/lending-function';
import type { FaceChecks, Notifier, SandboxBank } from './services';
import type { OriginationWorkflow } from './workflows';

export interface Keys {
  /** `seal` makes and unwraps branch keys, `open` only unwraps them. */
  readonly sealing: GrantedKey<'seal' | 'open'>;
  readonly blindIndex: GrantedKey<'lookUp'>;
  readonly token: GrantedKey<'sign' | 'verify'>;
}

export interface Given {
  readonly settings: StageSettings;
  readonly functions: FunctionFactory;
  /** One table per capability. */
  readonly tables: Readonly<Record<CapabilityName, EncryptedTable>>;
  readonly keys: Keys;
  readonly uploads: EncryptedBucket;
  readonly evidence: EncryptedBucket;
  readonly notifier: Notifier;
  readonly faces: FaceChecks;
  readonly sandboxBank: SandboxBank;
  readonly workflow: OriginationWorkflow;
}

export type Grants = (fn: LendingFunction) => void;

export abstract class Capability extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly factory: FunctionFactory,
  ) {
    super(scope, id);
  }

  /**
   * One function: of a route of the contract, or of a name in contract/functions.ts.
   * `grants` says everything it may do; `settings` what differs from the stage's defaults.
   */
  protected operation(
    of: RouteDefinition | string,
    grants: Grants,
    settings?: Partial<FunctionSettings>,
  ): LendingFunction {
    const fn = this.factory.make(
      this,
      typeof of === 'string' ? named(of) : described(of),
      settings,
    );
    grants(fn);
    return fn;
  }
}

const described = ({ operationId, capability, summary }: RouteDefinition) => ({
  operationId,
  capability,
  description: summary,
});

function named(operationId: string) {
  const definition = functions.find((candidate) => candidate.operationId === operationId);
  if (!definition) throw new Error(`contract/functions.ts has no ${operationId}`);
  return { ...definition, description: `${definition.kind}: ${operationId}` };
}
