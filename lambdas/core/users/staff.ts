/**
 * Staff: who works here with which role. Rows and tickets are made by a command, not by the
 * API.
 */
import { createHash } from 'node:crypto';
import { newId, type Randomness } from '../identifiers';
import type { Change, Item, Key, Store } from '../ports/store';
import { listPasskeys } from './passkeys';
import { endSession, listLive } from './sessions';

export type StaffBody = {
  readonly staffId: string;
  readonly role: string;
  /** What the operator calls them by. */
  readonly label: string;
  readonly addedAt: string;
  /** Names the one ticket that serves: a later one ends those handed out before. */
  readonly ticketHash: string;
};

export const staffKey = (staffId: string): Key => ({
  table: 'users',
  partition: `STAFF#${staffId}`,
  sort: 'PROFILE',
});

const staffList = 'STAFF';

/** Whoever holds it may create one passkey for this staff member, once, within a day. */
export type TicketBody = { readonly staffId: string; readonly expiresAtMillis: number };

const ticketSeconds = 86_400;

const hashOf = (ticket: string): string => createHash('sha256').update(ticket).digest('hex');

const ticketKey = (ticketHash: string): Key => ({
  table: 'users',
  partition: `TICKET#${ticketHash}`,
  sort: 'STATE',
});

const staffItem = (body: StaffBody) => ({
  key: staffKey(body.staffId),
  body,
  indexes: { index1: { partition: staffList, sort: `${body.addedAt}#${body.staffId}` } },
});

export interface StaffServices {
  readonly store: Store;
  readonly random: Randomness;
}

export interface Ticketed {
  readonly staff: StaffBody;
  /** 256 random bits, base64url; kept as a hash. */
  readonly ticket: string;
}

export async function addStaff(
  { store, random }: StaffServices,
  { role, label }: { readonly role: string; readonly label: string },
  now: number,
): Promise<Ticketed> {
  const staffId = newId('stf', random);
  const { ticket, ticketHash, change } = newTicket(staffId, now, random);
  const addedAt = new Date(now).toISOString();
  const staff: StaffBody = { staffId, role, label, addedAt, ticketHash };
  const written = await store.commit([{ kind: 'insert', item: staffItem(staff) }, change]);
  if (!written.ok) throw new Error('a staff member of this id exists');
  return { staff, ticket };
}

/** Another ticket, for who lost authenticator or ticket: what served before serves no longer. */
export async function renewTicket(
  services: StaffServices,
  staffId: string,
  now: number,
): Promise<Ticketed | undefined> {
  const { store, random } = services;
  const row = await readStaff(store, staffId);
  if (!row) return undefined;
  const { ticket, ticketHash, change } = newTicket(staffId, now, random);
  const staff: StaffBody = { ...row.body, ticketHash };
  const renewed: Change = {
    kind: 'replace',
    item: staffItem(staff),
    expectedVersion: row.version,
  };
  const written = await store.commit([renewed, change]);
  if (!written.ok) throw new Error('somebody else renews this ticket');
  // After the ticket: nobody gets in by the one before when the passkeys have gone.
  await shutOut(store, staffId, now);
  return { staff, ticket };
}

/** Ends the role, every session and every passkey; false if there is no such staff member. */
export async function removeStaff(store: Store, staffId: string, now: number): Promise<boolean> {
  const row = await readStaff(store, staffId);
  if (!row) return false;
  const removed = await store.commit([
    { kind: 'remove', key: row.key, expectedVersion: row.version },
  ]);
  await shutOut(store, staffId, now);
  return removed.ok;
}

export const readStaff = (store: Store, staffId: string): Promise<Item<StaffBody> | undefined> =>
  store.get<StaffBody>(staffKey(staffId));

export async function listStaff(store: Store): Promise<readonly StaffBody[]> {
  const { items } = await store.query<StaffBody>({
    table: 'users',
    index: 'index1',
    partition: staffList,
    limit: 1000,
  });
  return items.map(({ body }) => body);
}

/** The staff member a ticket stands for, with the change that uses it up. */
export async function readTicket(
  store: Store,
  ticket: string,
  now: number,
): Promise<{ readonly staff: StaffBody; readonly useUp: Change } | undefined> {
  const ticketHash = hashOf(ticket);
  const row = await store.get<TicketBody>(ticketKey(ticketHash));
  if (!row || row.body.expiresAtMillis <= now) return undefined;
  const staff = await readStaff(store, row.body.staffId);
  if (staff?.body.ticketHash !== ticketHash) return undefined;
  const useUp: Change = { kind: 'remove', key: row.key, expectedVersion: row.version };
  return { staff: staff.body, useUp };
}

function newTicket(staffId: string, now: number, random: Randomness) {
  const ticket = Buffer.from(random(32)).toString('base64url');
  const ticketHash = hashOf(ticket);
  const expiresAtMillis = now + ticketSeconds * 1000;
  const item = {
    key: ticketKey(ticketHash),
    body: { staffId, expiresAtMillis },
    expiresAtEpochSeconds: Math.ceil(expiresAtMillis / 1000),
  };
  return { ticket, ticketHash, change: { kind: 'insert', item } satisfies Change };
}

async function shutOut(store: Store, staffId: string, now: number): Promise<void> {
  for (const { body } of await listLive(store, staffId, now))
    await endSession(store, body.sessionId, now);
  for (const { key, version } of await listPasskeys(store, staffId))
    await store.commit([{ kind: 'remove', key, expectedVersion: version }]);
}
