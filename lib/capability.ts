/**
 * What every capability is given, its stack, and the one way it binds an operation to a
 * function.
 */
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { variables } from '../lambdas/contract/environment';
import { functions } from '../lambdas/contract/functions';
import {
  type Capability as CapabilityName,
  isStaffRole,
  pascalCase,
  type RouteDefinition,
} from '../lambdas/contract/route';
import type { Channels } from './channels';
import type { StageSettings } from './config';
import type { EncryptionKeys } from './keys';
import type { DeadLetters } from './platform/dead-letters';
import type { EncryptedBucket } from './platform/encrypted-bucket';
import type { EncryptedTable } from './platform/encrypted-table';
import { type CodeSource, FunctionFactory } from './platform/function-factory';
import type { FunctionRegistry } from './platform/function-registry';
import type { FunctionSettings } from './platform/function-settings';
import type { LendingFunction } from './platform/lending-function';
import type {
  CardReaders,
  DataSources,
  FaceChecks,
  Notifier,
  RelyingParty,
  VoiceRobot,
} from './services';
import { stackProps } from './stack-props';
import type { GrantedWorkflows } from './workflows';

export interface Given {
  readonly settings: StageSettings;
  readonly code: CodeSource;
  readonly functions: FunctionRegistry;
  readonly deadLetters: DeadLetters;
  /** One table per capability. */
  readonly tables: Readonly<Record<CapabilityName, EncryptedTable>>;
  readonly keys: EncryptionKeys;
  readonly uploads: EncryptedBucket;
  readonly evidence: EncryptedBucket;
  readonly faces: EncryptedBucket;
  readonly notifier: Notifier;
  readonly cardReader: CardReaders;
  readonly relyingParty: RelyingParty;
  readonly faceChecks: FaceChecks;
  readonly dataSources: DataSources;
  readonly channels: Channels;
  readonly voiceRobot: VoiceRobot;
  readonly workflows: GrantedWorkflows;
}

export type Grants = (fn: LendingFunction) => void;

/** `Capability.operation`, for a capability whose operations fill more than one file. */
export type Bind = (
  of: RouteDefinition | string,
  grants: Grants,
  settings?: Partial<FunctionSettings>,
) => LendingFunction;

/** The functions of one capability, and what belongs to them, in a stack of their own. */
export abstract class Capability extends Stack {
  private readonly factory: FunctionFactory;

  constructor(
    scope: Construct,
    capability: CapabilityName,
    private readonly given: Given,
  ) {
    const { settings } = given;
    super(scope, pascalCase(capability), {
      ...stackProps(settings, capability),
      description: `Sunlend ${settings.stage}: the functions of ${capability}`,
    });
    this.factory = new FunctionFactory(this, 'Functions', {
      prefix: `sunlend-${settings.stage}`,
      code: given.code,
      defaults: { ...settings, ...settings.functions },
      logsKey: given.keys.operations,
      deadLetters: given.deadLetters,
      environment: { [variables.stage]: settings.stage },
      registry: given.functions,
    });
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
    // Whatever staff ask for is in the audit trail first.
    if (typeof of !== 'string' && isForStaff(of))
      this.given.tables.users.grantWithin(fn, 'AUDIT#', 'get', 'insert', 'replace');
    return fn;
  }
}

const isForStaff = ({ access }: RouteDefinition): boolean =>
  typeof access !== 'string' && access.some(isStaffRole);

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
