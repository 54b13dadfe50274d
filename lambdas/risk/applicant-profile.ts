/** What is known of who applies, for a limit or with an order: assembled from what is kept here. */
import type { IsoDate } from '../core/calendar';
import { sha256Of } from '../core/canonical';
import type { Order } from '../core/orders/order-record';
import type { Vault } from '../core/ports/vault';
import type { DeclaredMeans } from '../core/risk/means';
import {
  type Assembled,
  assembleProfile,
  type ProfileServices,
} from '../core/risk/profile/assembly';
import { plainName } from '../core/risk/profile/employer-name';
import {
  type Origin,
  type OriginServices,
  originKey,
  readOrigin,
} from '../core/risk/profile/origin';
import { type MeansBody, meansKey } from '../core/risk/records';
import { type Customer, loadCustomer } from '../core/users/rows';
import { earlierOrders } from './earlier-orders';

export interface LimitApplication {
  readonly customer: Customer;
  readonly means: MeansBody;
  readonly headers: Readonly<Record<string, string>>;
  readonly caller: { readonly sessionId: string };
  readonly sourceIp: string;
  readonly requestId: string;
  readonly now: number;
  readonly today: IsoDate;
}

/** The profile of who applies for a limit, in the request that brings the application. */
export async function profileForLimit(
  services: ProfileServices & OriginServices,
  application: LimitApplication,
): Promise<Assembled> {
  const { customer, means, headers, requestId, now, today } = application;
  const { customerId } = customer;
  const [origin, orders] = await Promise.all([
    readOrigin(services, application),
    earlierOrders(services.store, customerId),
  ]);
  return assembleProfile(services, {
    // Hashed: the key itself would undo what the kept answer hides, see core/idempotency.
    eventId: sha256Of({ customerId, key: headers['idempotency-key'] }),
    customer,
    employerIndex: means.employerIndex,
    contactIndex: means.contactIndex,
    origin,
    own: { stage: 'limit', means, orders },
    today,
    opening: { purpose: 'assessRisk', actorId: customerId, requestId, now },
  });
}

/** The profile for an order, in the workflow, of what was kept when it was submitted. */
export async function profileForOrder(
  services: ProfileServices,
  order: Order,
  { now, today }: { readonly now: number; readonly today: IsoDate },
): Promise<Assembled> {
  const { store } = services;
  const { customerId, orderId, amountFen, termMonths, instalmentFen, bankCardId } = order;
  const [customer, means, origin, orders] = await Promise.all([
    loadCustomer(store, customerId),
    store.get<MeansBody>(meansKey(customerId)),
    store.get<Origin>(originKey(orderId)),
    earlierOrders(store, customerId, orderId),
  ]);
  // A verified borrower with a limit has both: without them nothing can be decided.
  if (!customer || !means) throw new Error('the applicant is incomplete');
  return assembleProfile(services, {
    eventId: orderId,
    customer,
    bankCardId,
    employerIndex: means.body.employerIndex,
    contactIndex: means.body.contactIndex,
    origin: origin?.body,
    own: {
      stage: 'order',
      means: means.body,
      orders,
      requested: { amountFen, termMonths, instalmentFen },
    },
    today,
    opening: { purpose: 'assessRisk', actorId: 'system:assessOrder', requestId: orderId, now },
  });
}

export interface Declared extends DeclaredMeans {
  readonly employer?: string | undefined;
  readonly contactPhone?: string | undefined;
}

/**
 * What was declared, as it is kept. Of the employer and the contact only blind indexes are:
 * applications are counted and linked by them, and nobody can ever be called.
 */
export async function meansOf(
  vault: Pick<Vault, 'blindIndex'>,
  { employer, contactPhone, ...means }: Declared,
  nowMillis: number,
): Promise<MeansBody> {
  const [employerIndex, contactIndex] = await Promise.all([
    employer === undefined ? undefined : vault.blindIndex('employer', plainName(employer)),
    contactPhone === undefined ? undefined : vault.blindIndex('phone', contactPhone),
  ]);
  return {
    ...means,
    ...(employerIndex && { employerIndex }),
    ...(contactIndex && { contactIndex }),
    declaredAt: new Date(nowMillis).toISOString(),
  };
}
