/** Orders: products, limit, quotes, and the way from application to signature. */
import type { Construct } from 'constructs';
import * as contract from '../lambdas/contract/orders';
import { Capability, type Given } from './capability';
import { eventsOfType } from './outbox';

export class Orders extends Capability {
  constructor(scope: Construct, given: Given) {
    super(scope, 'orders', given);
    const { tables, keys, deadLetters, workflows } = given;

    this.operation(contract.listProducts, (fn) => tables.orders.grant(fn, 'get'));
    this.operation(contract.getCreditLimit, (fn) => tables.orders.grant(fn, 'get'));
    this.operation(contract.createQuote, (fn) => tables.orders.grant(fn, 'get', 'insert'));
    this.operation(contract.submitOrder, (fn) => {
      tables.users.grant(fn, 'get', 'query');
      tables.orders.grant(fn, 'get', 'insert', 'replace');
      tables.risk.grant(fn, 'insert');
      keys.blindIndex.grant(fn, 'lookUp');
    });
    this.operation(contract.listOrders, (fn) => tables.orders.grant(fn, 'queryIndex1'));
    this.operation(contract.getOrder, (fn) => tables.orders.grant(fn, 'get'));
    this.operation(contract.cancelOrder, (fn) => {
      tables.orders.grant(fn, 'get', 'insert', 'replace');
      tables.risk.grant(fn, 'get', 'replace');
    });
    this.operation(contract.getCostSheet, (fn) => tables.orders.grant(fn, 'get', 'replace'));
    this.operation(contract.signOrder, (fn) => {
      tables.orders.grant(fn, 'get', 'insert', 'replace');
    });

    this.operation('offerContract', (fn) => {
      tables.orders.grant(fn, 'get', 'insert', 'replace');
      workflows['loan-origination'].grant(fn, 'answer');
    });
    this.operation('closeOrder', (fn) => {
      tables.orders.grant(fn, 'get', 'insert', 'replace');
      tables.risk.grant(fn, 'get', 'replace');
    });
    this.operation('advanceWorkflow', (fn) => {
      workflows['loan-origination'].grant(fn, 'start', 'answer');
      tables.orders.grant(fn, 'get');
      tables.orders.feed(fn, deadLetters, {
        filters: [eventsOfType('OrderSubmitted', 'OrderSigned', 'OrderCancelled')],
      });
      tables.risk.feed(fn, deadLetters, { filters: [eventsOfType('ReviewDecided')] });
      tables.payments.feed(fn, deadLetters, {
        filters: [eventsOfType('InstructionConcluded')],
      });
    });
  }
}
