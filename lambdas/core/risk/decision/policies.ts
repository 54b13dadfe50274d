/** Finds the policy a customer is decided by, and any earlier one by the hashes of its parts. */
import { failure, type Result, success } from '../../result';
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
import { type UnusablePart, unusableSentence } from './unusable';

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
    const strategy = inUse(await this.find('strategy', strategyHash));
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
      armDocumentKinds.map(
        async (kind): Promise<[ArmDocumentKind, string]> => [
          kind,
          await this.hashOf(arm, kind, nowMillis),
        ],
      ),
    );
    const documents = Object.fromEntries(hashes) as PolicyVersions['documents'];
    const versions = {
      engine: engineVersion,
      strategy: strategyHash,
      arm: arm.arm,
      rules,
      documents,
    };
    return inUse(await this.assemble(strategy, arm, versions));
  }

  /** The policy of a decision that was made; or the first part of it that is no more. */
  async policyOf(versions: PolicyVersions): Promise<Result<Policy, UnusablePart>> {
    if (versions.engine !== engineVersion)
      return failure({ part: 'engine', version: String(versions.engine), why: 'missing' });
    const strategy = await this.find('strategy', versions.strategy);
    if (!strategy.ok) return strategy;
    const arm = strategy.value.arms.find(({ arm }) => arm === versions.arm);
    if (!arm) return failure({ part: 'arm', version: versions.arm, why: 'missing' });
    return this.assemble(strategy.value, arm, versions);
  }

  async shadows(nowMillis: number): Promise<Shadows> {
    const { shadows: rules } = await this.rules.inForce(nowMillis);
    const models = await Promise.all(shadowKinds.map((kind) => this.shadowModels(kind, nowMillis)));
    return { rules, models: models.flat() };
  }

  /** What can no longer be used beside hinders nobody's decision. */
  private async shadowModels(kind: ShadowKind, nowMillis: number): Promise<ShadowModel[]> {
    const { shadows } = await this.documents.inForce(kind, nowMillis);
    const found = await Promise.all(shadows.map((hash) => this.find(kind, hash)));
    return found.flatMap((model) => (model.ok ? [{ kind, ...model.value }] : []));
  }

  /** What the models of every arm, and those beside them, look at. */
  async watchedFields(nowMillis: number): Promise<ReadonlySet<string>> {
    const { live } = await this.documents.inForce('strategy', nowMillis);
    const { arms } = inUse(await this.find('strategy', live));
    const models = await Promise.all(
      shadowKinds.map(async (kind) => [
        ...(await Promise.all(arms.map((arm) => this.modelOf(arm, kind, nowMillis)))),
        ...(await this.shadowModels(kind, nowMillis)),
      ]),
    );
    return new Set(models.flat().flatMap(({ model }) => model.featureNames));
  }

  private async modelOf(arm: Arm, kind: ShadowKind, nowMillis: number): Promise<ModelInUse> {
    return inUse(await this.find(kind, await this.hashOf(arm, kind, nowMillis)));
  }

  private async hashOf(arm: Arm, kind: ArmDocumentKind, nowMillis: number): Promise<string> {
    const reference = arm.documents[kind];
    if (reference !== 'live') return reference;
    return (await this.documents.inForce(kind, nowMillis)).live;
  }

  private async assemble(
    strategy: Strategy,
    arm: Arm,
    versions: PolicyVersions,
  ): Promise<Result<Policy, UnusablePart>> {
    const { documents } = versions;
    const rules = await this.findRules(versions.rules);
    const applicationCard = await this.find('applicationCard', documents.applicationCard);
    const fraudCard = await this.find('fraudCard', documents.fraudCard);
    const limits = await this.find('limitMatrix', documents.limitMatrix);
    const pricing = await this.find('pricing', documents.pricing);
    if (!rules.ok) return rules;
    if (!applicationCard.ok) return applicationCard;
    if (!fraudCard.ok) return fraudCard;
    if (!limits.ok) return limits;
    if (!pricing.ok) return pricing;
    return success({
      arm,
      strategy,
      rules: rules.value,
      applicationCard: applicationCard.value,
      fraudCard: fraudCard.value,
      limits: limits.value,
      pricing: pricing.value,
      versions,
    });
  }

  private async findRules(hash: string): Promise<Result<CompiledRuleSet, UnusablePart>> {
    const rules = await this.rules.find(hash);
    if (rules) return success(rules);
    const isKept = (await this.rules.version(hash)) !== undefined;
    return failure({ part: 'rules', version: hash, why: isKept ? 'unreadable' : 'missing' });
  }

  private async find<K extends Readable>(
    kind: K,
    hash: string,
  ): Promise<Result<Document<K>, UnusablePart>> {
    const known = this.read.get(`${kind} ${hash}`);
    if (known) return success(known as Document<K>);
    const text = await this.documents.text(hash);
    if (!text.ok) return failure({ part: kind, version: hash, why: text.error });
    const read = readers[kind](text.value);
    if (!read.ok) return failure({ part: kind, version: hash, why: 'unreadable' });
    this.read.set(`${kind} ${hash}`, read.value);
    return success(read.value as Document<K>);
  }
}

/** What is in force must be usable, or nothing may be decided. */
function inUse<T>(found: Result<T, UnusablePart>): T {
  if (!found.ok) throw new Error(unusableSentence(found.error));
  return found.value;
}
