/** Crypto-shredding: without the customer's wrapped key nothing that was sealed opens, anywhere. */
import { idempotencyPartition } from '../idempotency';
import type { Pictures } from '../ports/pictures';
import type { Change, Item, Key, Store } from '../ports/store';
import type { Vault } from '../ports/vault';
import { meansKey } from '../risk/records';
import { commitAudited } from './audit-chain';
import { readBusiness } from './business';
import {
  type DeletionBody,
  type DeletionItem,
  holdKey,
  isHindered,
  scheduledPartition,
  writeDeletion,
} from './deletion';
import { cardNumberKey, idNumberKey, type OwnerBody, type ProfileBody, phoneKey } from './rows';
import type { Contact, RecordName, SealedBankCard } from './sealed-records';
import { type CustomerRows, isDataKey, readCustomerRows } from './sealed-rows';
import { listBelongings } from './sessions';
import { walletOwnerKey, walletPrefix } from './wallets';

export interface ShreddingServices {
  readonly store: Store;
  readonly vault: Vault;
  readonly pictures: Pick<Pictures, 'evidence' | 'face' | 'discard'>;
}

/** `held`: a legal hold stands. `hindered`: what came after the request is open, or to be kept. */
export type Shredding = 'shredded' | 'held' | 'hindered';

/** Deletions whose day has come. */
export async function* dueDeletions(store: Store, today: string): AsyncGenerator<DeletionBody> {
  let cursor: string | undefined;
  do {
    const page = await store.query<DeletionBody>({
      table: 'users',
      index: 'index1',
      partition: scheduledPartition,
      sort: { to: `${today}#~` },
      ...(cursor && { cursor }),
    });
    for (const { body } of page.items) yield body;
    cursor = page.next;
  } while (cursor);
}

/** Carries one deletion out, unless something stands against it by now. */
export async function shred(
  services: ShreddingServices,
  scheduled: DeletionItem,
  now: number,
): Promise<Shredding> {
  const { store, pictures } = services;
  const { customerId } = scheduled.body;
  const hold = await store.get(holdKey(customerId));
  if (hold) return 'held';
  if (isHindered(await readBusiness(store, customerId), scheduled.body, now)) return 'hindered';
  const deletion = await begin(store, scheduled, now);

  const requestId = `shred-${customerId}`;
  const rows = await readCustomerRows(store, customerId);
  const owned = await indexRows(services, customerId, rows, requestId, now);
  const { cardFrontKey, cardBackKey, faceKey } = profileOf(rows)?.body ?? {};
  for (const card of [cardFrontKey, cardBackKey])
    if (card) await pictures.discard(pictures.evidence(card));
  if (faceKey) await pictures.discard(pictures.face(faceKey));
  const last = rows.items.filter((item) => isNeededToRepeat(item));
  await removeAll(store, [
    ...rows.items.filter((item) => !isNeededToRepeat(item)),
    ...(await rememberedAnswers(store, customerId)),
    ...(await listBelongings(store, customerId)),
  ]);
  const shreddedAt = new Date(now).toISOString();
  const entry = {
    action: 'shred',
    actorId: 'system:shredCustomers',
    requestId,
    purpose: 'deletion',
    objects: last.filter(isDataKey).map(({ key }) => key.sort),
  } as const;
  const written = await commitAudited(store, { subjectId: customerId, entries: [entry], now }, [
    { kind: 'require', key: holdKey(customerId), version: 'absent' },
    writeDeletion(deletion, { ...deletion.body, status: 'shredded', shreddedAt }),
    ...[...last, ...owned].map(removal),
  ]);
  if (!written.ok) throw new Error('the customer was written to while being shredded');
  return 'shredded';
}

/** Of this and a cancellation one wins, before anything is destroyed. */
async function begin(store: Store, read: DeletionItem, now: number): Promise<DeletionItem> {
  if (read.body.begunAt !== undefined) return read;
  const body = { ...read.body, begunAt: new Date(now).toISOString() };
  const begun = await store.commit([writeDeletion(read, body)]);
  if (!begun.ok) throw new Error('the deletion was written to while it began');
  return { ...read, body, version: read.version + 1 };
}

/** Keys, sealed rows and the profile go together, at the very end: what fails before can repeat. */
const isNeededToRepeat = (item: Item): boolean =>
  isDataKey(item) || item.body.sealed instanceof Uint8Array || item.key.sort === 'PROFILE';

const profileOf = ({ items }: CustomerRows): Item<ProfileBody> | undefined =>
  items.find(({ key }) => key.sort === 'PROFILE') as Item<ProfileBody> | undefined;

/** The rows by which phone, person and cards were found; another's are left alone. */
async function indexRows(
  { store, vault }: ShreddingServices,
  customerId: string,
  rows: CustomerRows,
  requestId: string,
  now: number,
): Promise<Item[]> {
  const known = rows.sealed.filter(({ sealed }) => namesAnIndex.has(sealed.record));
  const opening = { purpose: 'shred', actorId: 'system:shredCustomers', requestId, now } as const;
  const opened =
    known.length === 0
      ? []
      : await vault.open(
          known.map(({ sealed }) => sealed),
          opening,
        );
  const keys = await Promise.all(
    known.map(async ({ sealed }, at): Promise<Key> => {
      if (sealed.record === 'contact') {
        const { phone } = opened[at] as Contact;
        return phoneKey(await vault.blindIndex('phone', phone));
      }
      const { cardNumber } = opened[at] as SealedBankCard;
      return cardNumberKey(customerId, await vault.blindIndex('cardNumber', cardNumber));
    }),
  );
  const { idNumberIndex } = profileOf(rows)?.body ?? {};
  if (idNumberIndex) keys.push(idNumberKey(idNumberIndex));
  const wallets = rows.items.filter(({ key }) => key.sort.startsWith(walletPrefix));
  keys.push(...wallets.map(({ key }) => walletOwnerKey(key.sort.slice(walletPrefix.length))));
  const found = await Promise.all([...keys, meansKey(customerId)].map((key) => store.get(key)));
  return found.flatMap((item) => (item && isTheirs(item, customerId) ? [item] : []));
}

const namesAnIndex: ReadonlySet<RecordName> = new Set(['contact', 'bankCard']);

const isTheirs = ({ key, body }: Item, customerId: string): boolean =>
  key.sort !== 'OWNER' || (body as OwnerBody).customerId === customerId;

/** Answers kept for repeated requests name what was masked on a screen. */
async function rememberedAnswers(store: Store, customerId: string): Promise<readonly Item[]> {
  const partition = idempotencyPartition(customerId);
  return (await store.query({ table: 'users', partition, limit: 1000 })).items;
}

const batchSize = 50;

async function removeAll(store: Store, items: readonly Item[]): Promise<void> {
  for (let from = 0; from < items.length; from += batchSize) {
    const removed = await store.commit(items.slice(from, from + batchSize).map(removal));
    if (!removed.ok) throw new Error('the customer was written to while being shredded');
  }
}

const removal = ({ key, version }: Item): Change => ({
  kind: 'remove',
  key,
  expectedVersion: version,
});
