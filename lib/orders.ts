/** Orders: products, limit, quotes, and the way from application to signature. */
import type { Construct } from 'constructs';
import * as contract from '../lambdas/contract/orders';
import { Capability, type Given } from './capability';

export class Orders extends Capability {
  constructor(scope: Construct, id: string, given: Given) {
    super(scope, id, given.functions);
    const { tables, functions, workflow } = given;

    this.operation(contract.listProducts, (fn) => tables.risk.grant(fn, 'get'));
    this.operation(contract.getCreditLimit, (fn) => tables.risk.grant(fn, 'get'));
    this.operation(contract.createQuote, (fn) => {
      tables.users.grant(fn, 'get');
      tables.risk.grant(fn, 'get');
      tables.orders.grant(fn, 'insert');
    });
    this.operation(contract.submitOrder, (fn) => {
      tables.users.grant(fn, 'get', 'query');
      tables.risk.grant(fn, 'get');
      tables.orders.grant(fn, 'get', 'insert', 'replace');
    });
    this.operation(contract.listOrders, (fn) => tables.orders.grant(fn, 'queryIndex1'));
    this.operation(contract.getOrder, (fn) => tables.orders.grant(fn, 'get', 'query'));
    this.operation(contract.cancelOrder, (fn) => {
      tables.orders.grant(fn, 'get', 'insert', 'replace');
    });
    this.operation(contract.getCostSheet, (fn) => {
      tables.orders.grant(fn, 'get', 'insert', 'replace');
    });
    this.operation(contract.signOrder, (fn) => {
      tables.orders.grant(fn, 'get', 'insert', 'replace');
      tables.risk.grant(fn, 'get', 'insert', 'replace', 'add');
    });

    this.operation('offerContract', (fn) => {
      tables.orders.grant(fn, 'get', 'insert', 'replace');
    });
    this.operation('closeOrder', (fn) => {
      tables.orders.grant(fn, 'get', 'insert', 'replace');
      tables.risk.grant(fn, 'get', 'insert', 'replace', 'add');
    });
    this.operation('advanceWorkflow', (fn) => {
      workflow.grant(fn, 'start', 'answer');
      tables.orders.grant(fn, 'get', 'query', 'replace');
      for (const source of [tables.orders, tables.risk, tables.payments]) {
        source.feed(fn, functions.deadLetters);
      }
    });
  }
}
