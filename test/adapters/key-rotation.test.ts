/** Keys rotate while everything goes on: whatever was sealed opens, before, during and after. */
import * as fc from 'fast-check';
import { branchKeyKey, branchKeyLifeMillis } from '../../lambdas/adapters/branch-keys';
import { supersededKeptMillis } from '../../lambdas/adapters/key-rotation';
import { EnvelopeUnreadable, envelopeKeyVersion } from '../../lambdas/adapters/sealed-envelope';
import { verifyChain } from '../../lambdas/core/users/audit-verification';
import { dataKeyKey } from '../../lambdas/core/users/key-rows';
import { contactKey, type SealedBody, sealedIn } from '../../lambdas/core/users/rows';
import { readCustomerRows } from '../../lambdas/core/users/sealed-rows';
import { aRotatingWorld, opening } from '../support/rotating-world';

describe('rotating the branch key', () => {
  it('wraps every customer’s key anew, and all records open as before', async () => {
    const world = await aRotatingWorld(20);
    expect(await world.rotate()).toEqual({ moved: 20, skipped: 0 });
    const { branchKeys } = await world.rotation.progress();
    expect(branchKeys.map(({ version, dataKeys }) => [version, dataKeys])).toEqual([
      [1, 0],
      [2, 20],
    ]);
    await world.expectAllOpen();
  });

  it('opens everything at every step, through functions warm since before and cold ones', async () => {
    const world = await aRotatingWorld(6);
    const warm = world.newVault();
    await world.expectAllOpen(warm);
    const version = await world.rotation.begin();
    for await (const _ of world.rotation.moveTo(version, false)) {
      await world.expectAllOpen(warm);
      await world.expectAllOpen(world.newVault());
    }
  });

  it('keeps customers whom a function that still holds the old key registers meanwhile', async () => {
    const world = await aRotatingWorld(1);
    const warm = world.newVault();
    await world.newCustomer('early', warm);
    await world.rotate();
    await world.newCustomer('late', warm);
    expect((await world.rotation.progress()).branchKeys[0]?.dataKeys).toBe(1);
    await world.expectAllOpen(world.newVault());
    expect(await world.rotate()).toEqual({ moved: 1, skipped: 0 });
    const { branchKeys } = await world.rotation.progress();
    expect(branchKeys.map(({ dataKeys }) => dataKeys)).toEqual([0, 3]);
    await world.expectAllOpen();
  });

  it('goes on where it was interrupted instead of beginning another', async () => {
    const world = await aRotatingWorld(10);
    const steps = world.rotation.moveTo(await world.rotation.begin(), false);
    for (let step = 0; step < 4; step += 1) await steps.next();
    expect((await world.rotation.progress()).branchKeys.map(({ dataKeys }) => dataKeys)).toEqual([
      6, 4,
    ]);
    expect(await world.rotate()).toEqual({ moved: 6, skipped: 0 });
    expect((await world.rotation.progress()).branchKeys).toHaveLength(2);
  });

  it('asks KMS for one new key, and for no customer', async () => {
    const world = await aRotatingWorld(30);
    world.kms.calls.GenerateDataKey = 0;
    world.kms.calls.Decrypt = 0;
    await world.rotate();
    expect(world.kms.calls).toMatchObject({ GenerateDataKey: 1, Decrypt: 1 });
  });
});

describe('renewing customers’ keys', () => {
  it('seals every record under a new key, on the record, and all open as before', async () => {
    const world = await aRotatingWorld(5);
    expect(await world.rotate(true)).toEqual({ moved: 5, skipped: 0 });
    for (const customerId of world.customers.keys()) {
      const { sealed } = await readCustomerRows(world.store, customerId);
      expect(sealed.map(({ item }) => envelopeKeyVersion(item.body.sealed))).toEqual([2, 2, 2]);
      expect((await verifyChain(world.store, customerId)).findings).toEqual([]);
    }
    expect(await world.rotation.progress()).toMatchObject({ superseded: 5 });
    await world.expectAllOpen();
  });

  it('seals with the new key from then on', async () => {
    const world = await aRotatingWorld(1);
    await world.rotate(true);
    const place = {
      customerId: 'c0',
      record: 'contact',
      key: contactKey('c0'),
      version: 3,
    } as const;
    const blob = await world.newVault().seal(place, { phone: '13900000009' });
    expect(envelopeKeyVersion(blob)).toBe(2);
  });

  it('opens what a function has read just before its key was renewed', async () => {
    const world = await aRotatingWorld(1);
    const before = (await world.store.get<SealedBody>(contactKey('c0')))!;
    await world.rotate(true);
    const sealed = sealedIn('c0', 'contact', before);
    expect(await world.newVault().open([sealed], opening)).toEqual([{ phone: '13900000000' }]);
  });

  it('does not open a record of the old key put back in place of the new one', async () => {
    const world = await aRotatingWorld(1);
    const before = (await world.store.get<SealedBody>(contactKey('c0')))!;
    await world.rotate(true);
    const now = (await world.store.get<SealedBody>(contactKey('c0')))!;
    const swapped = sealedIn('c0', 'contact', { ...now, body: before.body });
    await expect(world.newVault().open([swapped], opening)).rejects.toThrow(EnvelopeUnreadable);
  });

  it('does not open one version’s key put in place of another’s', async () => {
    const world = await aRotatingWorld(1);
    await world.rotate(true);
    const [first, second] = await Promise.all(
      [1, 2].map((v) => world.store.get(dataKeyKey('c0', v))),
    );
    await world.store.commit([
      { kind: 'replace', item: { key: second!.key, body: first!.body }, expectedVersion: 1 },
    ]);
    const contact = (await world.store.get<SealedBody>(contactKey('c0')))!;
    const sealed = sealedIn('c0', 'contact', contact);
    await expect(world.newVault().open([sealed], opening)).rejects.toThrow(EnvelopeUnreadable);
  });

  it('leaves alone what is written at the same moment, for the next run', async () => {
    const world = await aRotatingWorld(3);
    world.beforeCommit = async () => {
      const key = contactKey('c1');
      const { version: expectedVersion } = (await world.store.get(key))!;
      const place = { customerId: 'c1', record: 'contact', key } as const;
      const sealed = await world
        .newVault()
        .seal({ ...place, version: expectedVersion + 1 }, { phone: '13900000001' });
      await world.store.commit([
        { kind: 'replace', item: { key, body: { sealed } }, expectedVersion },
      ]);
    };
    const first = await world.rotate(true);
    expect(first.skipped).toBeGreaterThan(0);
    world.beforeCommit = undefined;
    expect(await world.rotate(true)).toMatchObject({ skipped: 0 });
  });
});

describe('retiring keys', () => {
  it('removes nothing before everyone has forgotten it', async () => {
    const world = await aRotatingWorld(3);
    await world.rotate(true);
    world.now += supersededKeptMillis - 1;
    expect(await world.rotation.retire()).toEqual({ dataKeys: 0, branchKeys: 0 });
    expect(supersededKeptMillis).toBeGreaterThan(100 * branchKeyLifeMillis);
  });

  it('removes superseded keys and the branch key that wraps none', async () => {
    const world = await aRotatingWorld(3);
    await world.rotate(true);
    world.now += supersededKeptMillis + 1;
    expect(await world.rotation.retire()).toEqual({ dataKeys: 3, branchKeys: 1 });
    expect(await world.store.get(branchKeyKey(1))).toBeUndefined();
    expect(await world.store.get(dataKeyKey('c0', 1))).toBeUndefined();
    await world.expectAllOpen();
  });

  it('never removes a key or a branch key that something still needs', async () => {
    const world = await aRotatingWorld(2);
    const before = (await world.store.get<SealedBody>(contactKey('c0')))!;
    await world.rotate(true);
    const after = (await world.store.get<SealedBody>(contactKey('c0')))!;
    const item = { key: after.key, body: before.body };
    await world.store.commit([{ kind: 'replace', item, expectedVersion: after.version }]);
    world.now += supersededKeptMillis + 1;
    expect((await world.rotation.retire()).dataKeys).toBe(1);
    expect(await world.store.get(dataKeyKey('c0', 1))).toBeDefined();
  });
});

it('any order of rotations, renewals, retirements and waits leaves everything readable', async () => {
  const step = fc.constantFrom('rotate', 'renew', 'retire', 'wait', 'register');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const world = await aRotatingWorld(2);
      for (const [at, each] of steps.entries()) {
        if (each === 'rotate' || each === 'renew') await world.rotate(each === 'renew');
        else if (each === 'retire') await world.rotation.retire();
        else if (each === 'wait') world.now += supersededKeptMillis + 1;
        else await world.newCustomer(`new${at}`, world.newVault());
        await world.expectAllOpen();
      }
    }),
    { numRuns: 25 },
  );
});

it('a branch key opened with another version’s name does not unwrap', async () => {
  const world = await aRotatingWorld(1);
  await world.rotation.begin();
  const [one, two] = await Promise.all([1, 2].map((v) => world.store.get(branchKeyKey(v))));
  await world.store.commit([
    { kind: 'replace', item: { key: one!.key, body: two!.body }, expectedVersion: 1 },
  ]);
  await expect(world.expectAllOpen(world.newVault())).rejects.toThrow();
});
