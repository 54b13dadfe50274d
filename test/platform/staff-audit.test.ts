/**
 * Whatever staff ask for is in their own audit chain before it is carried out, or it is not
 * done.
 */
import { readLinks } from '../../lambdas/core/users/audit-chain';
import { verifyChain } from '../../lambdas/core/users/audit-verification';
import { handler as getProfile } from '../../lambdas/users/get-profile';
import { handler as liftLegalHold } from '../../lambdas/users/lift-legal-hold';
import { handler as placeLegalHold } from '../../lambdas/users/place-legal-hold';
import { IdentityWorld } from '../support/identity-world';

const admin = { subject: 'stf_admin', role: 'admin', sessionId: 'ses_admin' };

describe('the trail of staff', () => {
  it('tells every request with operation, request and the ids of its path', async () => {
    const { world, params } = await aWorld();
    await world.call(placeLegalHold, { as: admin, params, body: { reason: 'regulator' } });
    await world.call(liftLegalHold, { as: admin, params });
    const links = await readLinks(world.store, admin.subject);
    expect(links).toMatchObject([
      {
        action: 'staff',
        actorId: admin.subject,
        purpose: 'placeLegalHold',
        requestId: 'request-1',
        objects: [`customerId ${params.customerId}`],
      },
      { purpose: 'liftLegalHold' },
    ]);
    expect((await verifyChain(world.store, admin.subject)).findings).toEqual([]);
  });

  it('tells what was refused as well', async () => {
    const { world, params } = await aWorld();
    expect((await world.call(liftLegalHold, { as: admin, params })).status).toBe(404);
    expect(await readLinks(world.store, admin.subject)).toHaveLength(1);
  });

  it('has nothing of what never reached an operation, and nothing of borrowers', async () => {
    const { world, caller, params } = await aWorld();
    const reviewer = { ...admin, subject: 'stf_reviewer', role: 'reviewer' };
    const body = { reason: 'regulator' };
    await world.call(placeLegalHold, { as: reviewer, params, body });
    await world.call(getProfile, { as: caller });
    expect(await readLinks(world.store, reviewer.subject)).toEqual([]);
    const actions = (await readLinks(world.store, caller.subject)).map(({ action }) => action);
    expect(actions).not.toContain('staff');
  });

  it('that cannot be written keeps the request from being carried out', async () => {
    const { world, params } = await aWorld();
    const { commit } = world.store;
    jest.spyOn(world.store, 'commit').mockImplementation((changes, token) => {
      const isOwnChain = JSON.stringify(changes).includes('AUDIT#stf_admin');
      if (isOwnChain) throw new Error('the table is away');
      return commit.call(world.store, changes, token);
    });
    const body = { reason: 'regulator' };
    const reply = await world.call(placeLegalHold, { as: admin, params, body });
    expect(reply.status).toBe(500);
    const actions = (await readLinks(world.store, params.customerId)).map(({ action }) => action);
    expect(actions).not.toContain('placeHold');
  });
});

async function aWorld() {
  const world = new IdentityWorld();
  const caller = await world.newcomer('13900000001', 'privacyPolicy');
  return { world, caller, params: { customerId: caller.subject } };
}
