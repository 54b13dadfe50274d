/** Links: who shares a device, phone, card or contact, how far one looks, and who is overdue. */
import { MemoryStore } from '../../../../lambdas/adapters/memory-store';
import type { DomainEvent } from '../../../../lambdas/contract/events';
import { dayInChina } from '../../../../lambdas/core/china-day';
import { fanOut, linkChanges, readLinks } from '../../../../lambdas/core/risk/profile/links';
import type { VelocityKeys } from '../../../../lambdas/core/risk/profile/velocity';
import { handler as keepStanding } from '../../../../lambdas/risk/keep-standing';

const now = Date.parse('2027-01-15T08:05:00Z');
let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore({ now: () => now });
});

describe('links', () => {
  it('name nobody to who shares nothing', async () => {
    await seen('ada', { device: 'd1', phone: 'p1' });

    expect(await readLinks(store, { device: 'd1', phone: 'p1' }, 'ada')).toEqual({
      linkedByDevice: 0,
      linkedByPhone: 0,
      linkedCustomers: 0,
      linkedOverduePpm: 0,
      linkedBeyondCap: false,
    });
  });

  it('count each neighbour once, however many things are shared', async () => {
    await seen('bob', { device: 'd1', card: 'c1' });
    await seen('bob', { device: 'd1', card: 'c1' });
    await seen('eve', { device: 'd1' });

    expect(await readLinks(store, { device: 'd1', card: 'c1' }, 'ada')).toMatchObject({
      linkedByDevice: 2,
      linkedByCard: 1,
      linkedCustomers: 2,
    });
  });

  it('lead from a phone to those who named it, and from a contact to whose phone it is', async () => {
    await seen('bob', { phone: 'p-bob', contact: 'p-ada' });
    await seen('eve', { phone: 'p-eve', contact: 'p-bob' });

    expect(await readLinks(store, { phone: 'p-ada', contact: 'p-bob' }, 'ada')).toMatchObject({
      linkedByPhone: 1,
      linkedByContact: 2,
      linkedCustomers: 2,
    });
  });

  it('stop at the cap, and say so', async () => {
    for (let n = 0; n < fanOut + 10; n += 1) await seen(`cus_${n}`, { device: 'd1' });

    expect(await readLinks(store, { device: 'd1' }, 'ada')).toMatchObject({
      linkedByDevice: fanOut,
      linkedCustomers: fanOut,
      linkedBeyondCap: true,
    });
  });
});

describe('the share of overdue neighbours', () => {
  it('follows the night: overdue, then current, then overdue and settled', async () => {
    await seen('bob', { device: 'd1' });
    await seen('eve', { device: 'd1' });
    const share = async () => (await readLinks(store, { device: 'd1' }, 'ada')).linkedOverduePpm;

    await tell(delinquency('bob', 'loan-1', '4-15'));
    expect(await share()).toBe(500_000);
    await tell(delinquency('bob', 'loan-1', 'current'));
    expect(await share()).toBe(0);
    await tell(delinquency('bob', 'loan-1', '1-3'));
    await tell(delinquency('bob', 'loan-2', '90+'));
    await tell(settled('loan-1'));
    expect(await share()).toBe(500_000);
    await tell(settled('loan-2'));
    expect(await share()).toBe(0);
  });

  it('is the same when every event comes twice', async () => {
    await seen('bob', { device: 'd1' });
    for (const event of [delinquency('bob', 'loan-1', '1-3'), settled('loan-1')])
      for (let times = 0; times < 2; times += 1) await tell(event);

    expect(await readLinks(store, { device: 'd1' }, 'ada')).toMatchObject({ linkedOverduePpm: 0 });
  });

  it('keeps nothing of who was never overdue', async () => {
    await tell(delinquency('bob', 'loan-1', 'current'));
    await tell(settled('loan-1'));

    expect([...store.everything()]).toEqual([]);
  });
});

const seen = (customerId: string, keys: VelocityKeys) =>
  store.commit(linkChanges(keys, customerId, now));

const tell = (event: DomainEvent) =>
  keepStanding.consumer(event, { store }, { now, today: dayInChina(now) });

const delinquency = (
  customerId: string,
  loanId: string,
  bucket: Extract<DomainEvent, { type: 'DelinquencyChanged' }>['data']['bucket'],
): DomainEvent => ({
  type: 'DelinquencyChanged',
  version: 1,
  data: { loanId, orderId: 'ord', customerId, daysPastDue: 1, bucket, overdueFen: 1 } as never,
});

const settled = (loanId: string): DomainEvent => ({
  type: 'LoanSettled',
  version: 1,
  data: { loanId, orderId: 'ord' } as never,
});
