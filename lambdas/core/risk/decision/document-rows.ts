/**
 * Rows of policy documents: immutable texts by their hash, the changes that put them in force or
 * beside it, and the timeline of what is in force when.
 */
import type { Body, Change, Item, Key, Query } from '../../ports/store';
import type { Proposed } from '../two-people';
import type { DocumentKind } from './policy';

const row = (partition: string, sort: string): Key => ({ table: 'risk', partition, sort });

export const documentPartition = (hash: string): string => `DOCUMENT#${hash}`;
export const documentsPartition = (kind: DocumentKind): string => `DOCUMENTS#${kind}`;
const timelinePartition = (kind: DocumentKind): string => `POLICY#${kind}`;

export const documentKey = (hash: string): Key => row(documentPartition(hash), 'VERSION');

export type DocumentBody = Proposed & {
  readonly hash: string;
  readonly kind: DocumentKind;
  /** How the model came about: rows, period, quality, fairness, or the judgement behind it. */
  readonly sheet: string;
  readonly characters: number;
};

export type DocumentItem = Item<DocumentBody & Body>;

/** A row holds 400 kB: a model of many trees is kept in pieces. */
const pieceCharacters = 300_000;

/** All pieces are written in one commit, which takes 4 MB. */
export const maximumDocumentCharacters = 3_000_000;

/** Written once: there is no change that replaces a document. */
export function insertDocument(document: DocumentBody, text: string): readonly Change[] {
  const pieces = Array.from({ length: Math.ceil(text.length / pieceCharacters) }, (_, index) =>
    text.slice(index * pieceCharacters, (index + 1) * pieceCharacters),
  );
  const version: Change = {
    kind: 'insert',
    item: {
      key: documentKey(document.hash),
      body: { ...document },
      indexes: {
        index1: {
          partition: documentsPartition(document.kind),
          sort: `${document.proposedAt}#${document.hash}`,
        },
      },
    },
  };
  return [
    version,
    ...pieces.map(
      (piece, index): Change => ({
        kind: 'insert',
        item: {
          key: row(documentPartition(document.hash), `PIECE#${String(index).padStart(3, '0')}`),
          body: { text: piece },
        },
      }),
    ),
  ];
}

export const piecesOf = (hash: string): Query => ({
  table: 'risk',
  partition: documentPartition(hash),
  sort: { beginsWith: 'PIECE#' },
});

/** In force; beside it, scored and compared but deciding nothing; or no longer beside it. */
export const placements = ['live', 'shadow', 'endShadow'] as const;
export type Placement = (typeof placements)[number];

/** Proposed by one person, approved by another, or withdrawn. */
export type PlacementChange = Proposed & {
  readonly changeId: string;
  readonly hash: string;
  readonly kind: DocumentKind;
  readonly placement: Placement;
  readonly why: string;
  readonly status: 'proposed' | 'approved' | 'withdrawn';
  readonly decidedBy?: string;
  readonly decidedAt?: string;
};

export type ChangeItem = Item<PlacementChange & Body>;

const changePrefix = 'CHANGE#';

export const changeKey = (hash: string, changeId: string): Key =>
  row(documentPartition(hash), `${changePrefix}${changeId}`);

export const insertChange = (change: PlacementChange): Change => ({
  kind: 'insert',
  item: { key: changeKey(change.hash, change.changeId), body: { ...change } },
});

export const replaceChange = (read: ChangeItem, next: PlacementChange): Change => ({
  kind: 'replace',
  item: { key: read.key, body: { ...next } },
  expectedVersion: read.version,
});

export const changesOf = (hash: string): Query => ({
  table: 'risk',
  partition: documentPartition(hash),
  sort: { beginsWith: changePrefix },
  limit: 1000,
});

export type PlaceBody = { readonly hash: string; readonly since: string };
export type PlaceItem = Item<PlaceBody & Body>;

/** Of two for one instant the one with the later id holds. */
export const livePlace = (change: PlacementChange, since: string): Change => ({
  kind: 'insert',
  item: {
    key: row(timelinePartition(change.kind), `LIVE#${since}#${change.changeId}`),
    body: { hash: change.hash, since } satisfies PlaceBody,
  },
});

/** The latest: what is in force, if the Store knows of anything. */
export const liveOf = (kind: DocumentKind): Query => ({
  table: 'risk',
  partition: timelinePartition(kind),
  sort: { beginsWith: 'LIVE#' },
  descending: true,
  limit: 1,
});

export const shadowKey = (kind: DocumentKind, hash: string): Key =>
  row(timelinePartition(kind), `SHADOW#${hash}`);

/** Every decision scores them all. */
export const maximumShadows = 3;

export const shadowsOf = (kind: DocumentKind): Query => ({
  table: 'risk',
  partition: timelinePartition(kind),
  sort: { beginsWith: 'SHADOW#' },
  limit: maximumShadows,
});
