/**
 * The versions of a rule set as functions use them: compiled once, found by hash, and what is in
 * force read again once a minute.
 */
import { canonicalJson, hashOfText } from '../../canonical';
import type { Item, Store } from '../../ports/store';
import type { Fields, RuleSetDocument, RuleSetName } from './document';
import { type CompiledRuleSet, compileRuleSet, ruleSetHash } from './rule-set';
import {
  inForceAt,
  isRunning,
  type ShadowBody,
  shadowsOf,
  type TimelineBody,
  type VersionBody,
  versionKey,
} from './version-rows';

export interface RulesInForce {
  readonly live: CompiledRuleSet;
  /** Evaluated beside the live one and compared with it; they decide nothing. */
  readonly shadows: readonly CompiledRuleSet[];
}

export interface RuleVersionsOptions {
  readonly store: Store;
  readonly ruleSet: RuleSetName;
  /** Every version that came with a deployment; the last is in force until another is. */
  readonly deployed: readonly RuleSetDocument[];
  readonly fields: Fields;
}

/** What is live anywhere is live everywhere a minute later. */
const rereadMillis = 60_000;

/** A version nobody proposed over the API: it came with the deployment. */
export const deploymentAuthor = 'system:deployment';

export class RuleVersions {
  private readonly compiled = new Map<string, CompiledRuleSet>();
  private readonly deployed: ReadonlyMap<string, RuleSetDocument>;
  private read: { readonly at: number; readonly inForce: RulesInForce } | undefined;

  constructor(private readonly options: RuleVersionsOptions) {
    this.deployed = new Map(options.deployed.map((document) => [ruleSetHash(document), document]));
  }

  /** The hash that is in force while the Store names none. */
  get fallbackHash(): string {
    const hash = [...this.deployed.keys()].at(-1);
    if (hash === undefined) throw new Error('no rule set came with the deployment');
    return hash;
  }

  /** @throws when the version in force does not compile: then nothing may be decided. */
  async inForce(nowMillis: number): Promise<RulesInForce> {
    const age = this.read ? nowMillis - this.read.at : Number.POSITIVE_INFINITY;
    if (this.read && age >= 0 && age < rereadMillis) return this.read.inForce;
    const { store, ruleSet } = this.options;
    const [timeline, shadows] = await Promise.all([
      store.query<TimelineBody>(inForceAt(ruleSet, nowMillis)),
      store.query<ShadowBody>(shadowsOf(ruleSet)),
    ]);
    const hash = timeline.items[0]?.body.hash ?? this.fallbackHash;
    const live = await this.find(hash);
    if (!live) throw new Error(`rule set ${hash} is in force and cannot be used`);
    const running = shadows.items.filter(({ body }) => isRunning(body));
    const beside = await Promise.all(running.map(({ body }) => this.find(body.hash)));
    const inForce = {
      live,
      shadows: beside.filter((shadow) => shadow !== undefined && shadow.hash !== hash),
    } as RulesInForce;
    this.read = { at: nowMillis, inForce };
    return inForce;
  }

  /** Undefined: there is no such version, or it asks for fields that there are no more. */
  async find(hash: string): Promise<CompiledRuleSet | undefined> {
    const known = this.compiled.get(hash);
    if (known) return known;
    const document = this.deployed.get(hash) ?? (await this.stored(hash));
    if (!document) return undefined;
    const compiled = compileRuleSet(document, this.options.fields);
    if (!compiled.ok) return undefined;
    this.compiled.set(hash, compiled.value);
    return compiled.value;
  }

  /** The version as it was proposed, one that came with the deployment included. */
  async version(hash: string): Promise<VersionBody | undefined> {
    const item = await this.options.store.get<VersionBody>(versionKey(hash));
    if (item) return item.body;
    const document = this.deployed.get(hash);
    return document && this.deployedVersion(hash, document);
  }

  get deployedVersions(): readonly VersionBody[] {
    return [...this.deployed].map(([hash, document]) => this.deployedVersion(hash, document));
  }

  private deployedVersion(hash: string, document: RuleSetDocument): VersionBody {
    return {
      hash,
      ruleSet: document.ruleSet,
      document: canonicalJson(document),
      proposedBy: deploymentAuthor,
      proposedAt: new Date(0).toISOString(),
    };
  }

  private async stored(hash: string): Promise<RuleSetDocument | undefined> {
    const item: Item<VersionBody> | undefined = await this.options.store.get(versionKey(hash));
    // What is not what was hashed is no version of that name.
    if (!item || hashOfText(item.body.document) !== hash) return undefined;
    return JSON.parse(item.body.document) as RuleSetDocument;
  }
}
