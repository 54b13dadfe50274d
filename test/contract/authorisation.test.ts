/**
 * Every route × role × {own, another's, missing, deleted}: who may, and what everybody else
 * hears.
 */
import { join } from 'node:path';
import * as z from 'zod';
import { MemoryStore } from '../../lambdas/adapters/memory-store';
import {
  handlerFile,
  type OwnedResource,
  pathParameters,
  type Role,
  type RouteDefinition,
  roles,
  route,
} from '../../lambdas/contract/route';
import { routes } from '../../lambdas/contract/routes';
import { orderKey } from '../../lambdas/core/orders/order-record';
import type { Key } from '../../lambdas/core/ports/store';
import { loanKey } from '../../lambdas/core/repayment/loan-record';
import { livenessKey } from '../../lambdas/core/users/checks';
import { identityReviewKey } from '../../lambdas/core/users/identity-reviews';
import { passkeyKey } from '../../lambdas/core/users/passkeys';
import { sessionKey } from '../../lambdas/core/users/sessions';
import { walletKey } from '../../lambdas/core/users/wallets';
import { logger } from '../../lambdas/platform/observability';
import { answer, type ServedHandler, serve } from '../../lambdas/platform/serve';
import { type Caller, callApi, type Reply } from '../support/api-call';
import { sampleOf } from '../support/schema-sample';

logger.setLogLevel('SILENT');

const now = Date.UTC(2026, 10, 22, 2);
const guarded = routes.filter(({ access }) => typeof access !== 'string');
const owning = guarded.filter(({ path, owned }) =>
  pathParameters(path).some((name) => owned?.[name] !== 'unowned'),
);

describe('who may call', () => {
  const pairs = guarded.flatMap((each) =>
    roles.map((role) => [role, each.operationId, each] as const),
  );

  it.each(pairs)(
    '%s, %s: as the contract says, whatever the gateway let through',
    async (role, _, each) => {
      const reached = await reach(each, as(role));
      expect(reached).toBe(each.access.includes(role) ? 'operation' : 'forbidden');
    },
  );

  it.each(guarded.map((each) => [each.operationId, each] as const))(
    '%s: nobody without a token, nor with a role that there is not',
    async (_, each) => {
      expect(await reach(each, undefined)).toBe('unauthenticated');
      for (const role of ['', 'superuser', 'Admin', 'admin,auditor', '*', 'constructor'])
        expect(await reach(each, { ...as('admin'), role })).toBe('unauthenticated');
    },
  );

  it.each(guarded.filter(({ stepUp }) => stepUp).map((each) => [each.operationId, each] as const))(
    '%s: nobody whose second factor was not proven lately',
    async (_, each) => {
      const [role] = each.access as readonly Role[];
      for (const steppedUpUntil of [0, now, now - 1, Number.NaN])
        expect(await reach(each, { ...as(role!), steppedUpUntil })).toBe('step_up_required');
      expect(await reach(each, { ...as(role!), steppedUpUntil: now + 1 })).toBe('operation');
    },
  );
});

describe('whose it must be', () => {
  const cases = owning.flatMap((each) =>
    (each.access as readonly Role[]).map((role) => [each.operationId, role, each] as const),
  );

  it('is asked by routes enough for the following to mean something', () => {
    expect(owning.length).toBeGreaterThan(8);
    expect(new Set(owning.flatMap(({ owned }) => Object.values(owned ?? {}))).size).toBe(8);
  });

  it.each(cases)('%s as %s: one’s own is reached', async (_, role, each) => {
    const world = aStore();
    await world.give(each, as(role).subject);
    expect(await reach(each, as(role), world.store)).toBe('operation');
  });

  it.each(cases)(
    '%s as %s: another’s, a missing and a deleted one are answered alike',
    async (_, role, each) => {
      const another = aStore();
      await another.give(each, 'cus_somebodyelse');
      const missing = aStore();
      const deleted = aStore();
      await deleted.give(each, as(role).subject);
      await deleted.takeBack(each, as(role).subject);

      const stores = [another.store, missing.store, deleted.store];
      const replies = await Promise.all(stores.map((store) => callReal(each, as(role), store)));
      for (const reply of replies) expect(reply).toEqual(replies[0]);
      expect(replies[0]).toMatchObject({ status: 404, body: { code: 'not_found' } });
    },
  );

  it.each(cases)('%s as %s: nothing is written on the way to a refusal', async (_, role, each) => {
    const world = aStore();
    await world.give(each, 'cus_somebodyelse');
    const before = JSON.stringify([...world.store.everything()]);
    await callReal(each, as(role), world.store);
    const after = [...world.store.everything()].filter(
      // That staff asked is in their audit trail, whatever they are answered.
      ({ key }) => role === 'borrower' || !key.partition.startsWith('AUDIT#'),
    );
    expect(JSON.stringify(after)).toBe(before);
  });

  it('is declared for every id of a path behind a role, or the route cannot be made', () => {
    const undeclared = {
      operationId: 'getThing',
      capability: 'users',
      method: 'GET',
      path: '/things/{thingId}',
      access: ['borrower'],
      summary: 'x',
      params: z.strictObject({ thingId: z.string() }),
      responses: {},
    } as const;
    expect(() => route(undeclared)).toThrow('getThing does not say whose thingId must be');
    expect(() => route({ ...undeclared, owned: { thingId: 'order' } })).not.toThrow();
    expect(() => route({ ...undeclared, access: 'channel' })).not.toThrow();
  });

  it('is nobody’s only where staff work, where the id is below an owned one, or a closed word', () => {
    for (const { access, path, owned, params, operationId } of guarded) {
      for (const name of pathParameters(path).filter((id) => owned?.[id] === 'unowned')) {
        const staffOnly = typeof access !== 'string' && !access.includes('borrower');
        const isBelowOwned = Object.values(owned ?? {}).some((of) => of !== 'unowned');
        const shape = params instanceof z.ZodObject ? params.shape[name] : undefined;
        const isWord = shape instanceof z.ZodEnum;
        expect([operationId, staffOnly || isBelowOwned || isWord]).toEqual([operationId, true]);
      }
    }
  });
});

/** The row that makes a thing somebody's, as its capability writes it. */
const rows: Record<OwnedResource, (id: string, owner: string) => { key: Key; body: object }> = {
  order: (id, customerId) => ({ key: orderKey(id), body: { customerId } }),
  loan: (id, customerId) => ({ key: loanKey(id), body: { customerId } }),
  identityReview: (id, customerId) => ({ key: identityReviewKey(id), body: { customerId } }),
  livenessCheck: (id, owner) => ({ key: livenessKey(owner, id), body: {} }),
  session: (id, subjectId) => ({ key: sessionKey(id), body: { subjectId } }),
  wallet: (id, owner) => ({ key: walletKey(owner, id), body: {} }),
  passkey: (id, subjectId) => ({ key: passkeyKey(id), body: { subjectId } }),
};

const idOf = (prefix: string): string => `${prefix}_${'a'.repeat(26)}`;

const paramsOf = ({ params }: RouteDefinition) =>
  (params ? sampleOf(params) : {}) as Record<string, string>;

const as = (role: Role): Caller => ({
  subject: role === 'borrower' ? idOf('cus') : idOf('stf'),
  role,
  sessionId: idOf('ses'),
});

function aStore() {
  const store = new MemoryStore({ now: () => now });
  const owned = (each: RouteDefinition, owner: string) =>
    pathParameters(each.path).flatMap((name) => {
      const resource = each.owned?.[name];
      return !resource || resource === 'unowned'
        ? []
        : [rows[resource](paramsOf(each)[name]!, owner)];
    });
  return {
    store,
    give: async (each: RouteDefinition, owner: string) => {
      const changes = owned(each, owner).map(({ key, body }) => ({
        kind: 'insert' as const,
        item: { key, body: { ...body } },
      }));
      expect((await store.commit(changes)).ok).toBe(true);
    },
    takeBack: async (each: RouteDefinition, owner: string) => {
      const changes = owned(each, owner).map(({ key }) => ({
        kind: 'remove' as const,
        key,
        expectedVersion: 1,
      }));
      expect((await store.commit(changes)).ok).toBe(true);
    },
  };
}

const callOf = (each: RouteDefinition, caller: Caller | undefined) => ({
  ...(caller && { as: caller }),
  params: paramsOf(each),
  ...(each.body && { body: sampleOf(each.body) as object }),
  ...(each.idempotent && { idempotencyKey: 'key-0000000000000001' }),
});

/** How far a call gets: to the operation, or the code of what refused it. */
async function reach(
  each: RouteDefinition,
  caller: Caller | undefined,
  given?: MemoryStore,
): Promise<string> {
  let operated = false;
  const anything: RouteDefinition = { ...each, responses: { 200: z.strictObject({}) } };
  const open = { ...anything, body: undefined, query: undefined } as RouteDefinition;
  const world = aStore();
  if (!given && caller) await world.give(each, caller.subject).catch(() => undefined);
  const store = given ?? world.store;
  const handler = serve(open)
    .using({ store: () => store })
    .with(async () => {
      operated = true;
      return answer(200, {});
    });
  const call = { ...callOf(each, caller) };
  const { body }: Reply = await callApi(
    handler.over(
      () => ({ store }),
      () => now,
    ),
    call,
  );
  return operated ? 'operation' : body.code;
}

/** The real handler, which a refusal must not get to ask for anything but the store. */
async function callReal(each: RouteDefinition, caller: Caller, store: MemoryStore) {
  const file = join(process.cwd(), handlerFile(each));
  const { handler } = require(file) as { handler: ServedHandler<RouteDefinition, object> };
  return callApi(
    handler.over(
      () => ({ store }),
      () => now,
    ),
    callOf(each, caller),
  );
}
