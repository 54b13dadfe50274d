/** Finds the policy a customer is decided by, and any earlier one by the hashes of its parts. */
import type { Result } from '../../result';
import type { CompiledRuleSet } from '../rules/rule-set';
import type { RuleVersions } from '../rules/rule-versions';
import { armOf } from './arms';
import type { DocumentVersions } from './document-versions';
import {
  type DocumentError,
  readLimitMatrix,
  readModelInUse,
  readPricing,
  readStrategy,
} from './documents';
import {
  type Arm,
  type ArmDocumentKind,
  armDocumentKinds,
  engineVersion,
  type ModelInUse,
  type Policy,
  type PolicyVersions,
  type ShadowKind,
  type Strategy,
  shadowKinds,
} from './policy';

const readers = {
  applicationCard: readModelInUse,
  fraudCard: readModelInUse,
  limitMatrix: (text: string) => readLimitMatrix(JSON.parse(text)),
  pricing: (text: string) => readPricing(JSON.parse(text)),
  strategy: (text: string) => readStrategy(JSON.parse(text)),
} as const;

type Readable = keyof typeof readers;
type Document<K extends Readable> =
  ReturnType<(typeof readers)[K]> extends Result<infer T, DocumentError> ? T : never;

export interface ShadowModel extends ModelInUse {
  readonly kind: ShadowKind;
}

/** What is evaluated beside the policy in force, and decides nothing. */
export interface Shadows {
  readonly rules: readonly CompiledRuleSet[];
  readonly models: readonly ShadowModel[];
}

export class Policies {
  private readonly read = new Map<string, unknown>();

  constructor(
    private readonly documents: DocumentVersions,
    private readonly rules: RuleVersions,
  ) {}

  /** @throws when something in force cannot be used: then nothing may be decided. */
  async policyFor(customerId: string, nowMillis: number): Promise<Policy> {
    const { live: strategyHash } = await this.documents.inForce('strategy', nowMillis);
    const strategy = await this.document('strategy', strategyHash);
    return this.policyOfArm(strategy, strategyHash, armOf(strategy, customerId), nowMillis);
  }

  private async policyOfArm(
    strategy: Strategy,
    strategyHash: string,
    arm: Arm,
    nowMillis: number,
  ): Promise<Policy> {
    const rules =
      arm.rules === 'live' ? (await this.rules.inForce(nowMillis)).live.hash : arm.rules;
    const hashes = await Promise.all(
      armDocumentKinds.map(async (kind): Promise<[ArmDocumentKind, string]> => {
        const reference = arm.documents[kind];
        const isLive = reference === 'live';
        return [kind, isLive ? (await this.documents.inForce(kind, nowMillis)).live : reference];
      }),
    );
    const documents = Object.fromEntries(hashes) as PolicyVersions['documents'];
    const versions = {
      engine: engineVersion,
      strategy: strategyHash,
      arm: arm.arm,
      rules,
      documents,
    };
    return this.assemble(strategy, arm, versions);
  }

  /** The policy of a decision that was made. */
  async policyOf(versions: PolicyVersions): Promise<Policy> {
    if (versions.engine !== engineVersion)
      throw new Error(`decided by engine ${versions.engine}, not ${engineVersion}`);
    const strategy = await this.document('strategy', versions.strategy);
    const arm = strategy.arms.find(({ arm }) => arm === versions.arm);
    if (!arm) throw new Error(`strategy ${versions.strategy} has no arm ${versions.arm}`);
    return this.assemble(strategy, arm, versions);
  }

  async shadows(nowMillis: number): Promise<Shadows> {
    const { shadows: rules } = await this.rules.inForce(nowMillis);
    const found = await Promise.all(
      shadowKinds.map(async (kind) => {
        const { shadows } = await this.documents.inForce(kind, nowMillis);
        return Promise.all(
          shadows.map(async (hash): Promise<ShadowModel[]> => {
            // What can no longer be used beside hinders nobody's decision.
            const model = await this.find(kind, hash);
            return model ? [{ kind, ...model }] : [];
          }),
        );
      }),
    );
    return { rules, models: found.flat(2) };
  }

  /** What the models of every arm, and those beside them, look at. */
  async watchedFields(nowMillis: number): Promise<ReadonlySet<string>> {
    const { live } = await this.documents.inForce('strategy', nowMillis);
    const strategy = await this.document('strategy', live);
    const policies = await Promise.all(
      strategy.arms.map((arm) => this.policyOfArm(strategy, live, arm, nowMillis)),
    );
    const { models } = await this.shadows(nowMillis);
    const all = [
      ...policies.flatMap(({ applicationCard, fraudCard }) => [applicationCard, fraudCard]),
      ...models,
    ];
    return new Set(all.flatMap(({ model }) => model.featureNames));
  }

  private async assemble(strategy: Strategy, arm: Arm, versions: PolicyVersions): Promise<Policy> {
    const rules = await this.rules.find(versions.rules);
    if (!rules) throw new Error(`rule set ${versions.rules} cannot be used`);
    const { documents } = versions;
    return {
      arm,
      strategy,
      rules,
      applicationCard: await this.document('applicationCard', documents.applicationCard),
      fraudCard: await this.document('fraudCard', documents.fraudCard),
      limits: await this.document('limitMatrix', documents.limitMatrix),
      pricing: await this.document('pricing', documents.pricing),
      versions,
    };
  }

  private async document<K extends Readable>(kind: K, hash: string): Promise<Document<K>> {
    const found = await this.find(kind, hash);
    if (!found) throw new Error(`${kind} ${hash} does not exist or cannot be used`);
    return found;
  }

  private async find<K extends Readable>(kind: K, hash: string): Promise<Document<K> | undefined> {
    const known = this.read.get(`${kind} ${hash}`);
    if (known) return known as Document<K>;
    const text = await this.documents.text(hash);
    const read = text === undefined ? undefined : readers[kind](text);
    if (!read?.ok) return undefined;
    this.read.set(`${kind} ${hash}`, read.value);
    return read.value as Document<K>;
  }
}
