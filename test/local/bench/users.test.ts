/** The authorizer's cost is measured on requests that were really let in. */
import { measureAuthorizer } from '../../../local/bench/users';

describe('the authorizer’s bench', () => {
  it('reports microseconds, and that a warm function asks KMS nothing', async () => {
    const cost = await measureAuthorizer(3, 10);
    expect(cost.verifyMicroseconds).toBeGreaterThan(1);
    expect(cost.authorizeMicroseconds).toBeGreaterThan(1);
    expect(cost).toMatchObject({ kmsCalls: 0, requests: 60 });
  });
});
