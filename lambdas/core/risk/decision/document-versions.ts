/** Policy documents as functions use them: found by hash, what is in force read every minute. */
import { canonicalJson, hashOfText } from '../../canonical';
import type { Body, Store } from '../../ports/store';
import { failure, type Result, success } from '../../result';
import { isRecord } from '../models/document';
import { deploymentAuthor } from '../rules/rule-versions';
import {
  type DocumentBody,
  documentKey,
  liveOf,
  type PlaceBody,
  piecesOf,
  shadowsOf,
} from './document-rows';
import { type DocumentKind, shadowKinds } from './policy';
import type { UnusablePart } from './unusable';

export interface Placed {
  readonly live: string;
  readonly shadows: readonly string[];
}

/** By kind, every version that came with a deployment; the last is in force until another is. */
export type DeployedDocuments = Readonly<Record<DocumentKind, readonly unknown[]>>;

/** What is live anywhere is live everywhere a minute later. */
const rereadMillis = 60_000;

export class DocumentVersions {
  private readonly texts = new Map<string, string>();
  private readonly deployed = new Map<string, DocumentBody>();
  private readonly fallback: Partial<Record<DocumentKind, string>> = {};
  private readonly placed = new Map<DocumentKind, { at: number; placed: Promise<Placed> }>();

  constructor(
    private readonly store: Store,
    deployed: DeployedDocuments,
  ) {
    for (const [kind, documents] of Object.entries(deployed) as [DocumentKind, unknown[]][]) {
      for (const document of documents) {
        const text = canonicalJson(document);
        const hash = hashOfText(text);
        this.texts.set(hash, text);
        this.fallback[kind] = hash;
        this.deployed.set(hash, {
          hash,
          kind,
          sheet: aboutOf(document),
          characters: text.length,
          proposedBy: deploymentAuthor,
          proposedAt: new Date(0).toISOString(),
        });
      }
    }
  }

  /** Hashes of what is in force and of what is scored beside it; asked for at once, read once. */
  inForce(kind: DocumentKind, nowMillis: number): Promise<Placed> {
    const known = this.placed.get(kind);
    const age = known ? nowMillis - known.at : Number.POSITIVE_INFINITY;
    if (known && age >= 0 && age < rereadMillis) return known.placed;
    const placed = this.readInForce(kind);
    const reading = { at: nowMillis, placed };
    this.placed.set(kind, reading);
    // What could not be read is asked for again by the next.
    placed.catch(() => this.placed.get(kind) === reading && this.placed.delete(kind));
    return placed;
  }

  /** As the Store says now: for those who change it. */
  async readInForce(kind: DocumentKind): Promise<Placed> {
    const [live, shadows] = await Promise.all([this.readLive(kind), this.readShadows(kind)]);
    return { live, shadows: shadows.filter((hash) => hash !== live) };
  }

  private async readLive(kind: DocumentKind): Promise<string> {
    const { items } = await this.store.query<PlaceBody>(liveOf(kind));
    const live = items[0]?.body.hash ?? this.fallback[kind];
    if (live === undefined) throw new Error(`no ${kind} came with the deployment`);
    return live;
  }

  private async readShadows(kind: DocumentKind): Promise<readonly string[]> {
    if (!shadowKinds.some((scored) => scored === kind)) return [];
    const { items } = await this.store.query<PlaceBody>(shadowsOf(kind));
    return items.map(({ body }) => body.hash);
  }

  /** What is known of a document, one that came with the deployment included. */
  async version(hash: string): Promise<DocumentBody | undefined> {
    const deployed = this.deployed.get(hash);
    if (deployed) return deployed;
    return (await this.store.get<DocumentBody & Body>(documentKey(hash)))?.body;
  }

  /** The latest last. */
  deployedOf(kind: DocumentKind): readonly DocumentBody[] {
    return [...this.deployed.values()].filter((document) => document.kind === kind);
  }

  /** The text that was hashed, and no other. */
  async text(hash: string): Promise<Result<string, UnusablePart['why']>> {
    const known = this.texts.get(hash);
    if (known !== undefined) return success(known);
    const { items } = await this.store.query<{ text: string }>(piecesOf(hash));
    if (items.length === 0) return failure('missing');
    const text = items.map(({ body }) => body.text).join('');
    if (hashOfText(text) !== hash) return failure('unreadable');
    this.texts.set(hash, text);
    return success(text);
  }
}

/** The data sheet of a document of models/ is what it says about itself. */
const aboutOf = (document: unknown): string =>
  isRecord(document) && typeof document.about === 'string' ? document.about : '';
