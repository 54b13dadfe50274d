/** The web ACL's rate rules hold on the laptop too, per address and window. */
import { MovableClock } from '../../../local/clock';
import { Firewall } from '../../../local/gateway/firewall';
import type { GatewayRequest } from '../../../local/gateway/request';
import { aMethod, closeGateways, openGateway, start } from './rest-api';

afterEach(closeGateways);

const rateRule = (limit: number, changes: object = {}, action: object = { Block: {} }) => ({
  Name: 'Rate',
  Priority: 1,
  Action: action,
  Statement: {
    RateBasedStatement: {
      Limit: limit,
      AggregateKeyType: 'IP',
      EvaluationWindowSec: 60,
      ...changes,
    },
  },
});

const pathMatch = (searchString: string, constraint: string) => ({
  ByteMatchStatement: {
    SearchString: searchString,
    FieldToMatch: { UriPath: {} },
    PositionalConstraint: constraint,
    TextTransformations: [{ Priority: 0, Type: 'URL_DECODE' }],
  },
});

const aRequest = (rawPath: string, sourceIp = '198.51.100.1'): GatewayRequest => ({
  requestId: '',
  extendedRequestId: '',
  traceId: '',
  receivedAtEpochMillis: start,
  method: 'POST',
  rawPath,
  path: rawPath,
  query: {},
  headers: {},
  sourceIp,
  body: Buffer.alloc(0),
});

describe('firewall', () => {
  let clock: MovableClock;
  beforeEach(() => {
    clock = new MovableClock(start, undefined, () => start);
  });
  const firewall = (...rules: object[]) => new Firewall({ Rules: rules }, 'v1', clock);
  const verdicts = (wall: Firewall, count: number, rawPath = '/', ip?: string) =>
    Array.from({ length: count }, () => wall.judge(aRequest(rawPath, ip)));

  it('blocks an address above the limit, and no other', () => {
    const wall = firewall(rateRule(3));

    expect(verdicts(wall, 5)).toEqual(['passed', 'passed', 'passed', 'forbidden', 'forbidden']);
    expect(verdicts(wall, 1, '/', '198.51.100.2')).toEqual(['passed']);
  });

  it('lets an address in again when its requests have left the window', async () => {
    const wall = firewall(rateRule(2));
    verdicts(wall, 2);

    await clock.moveTo(start + 59_999);
    expect(verdicts(wall, 1)).toEqual(['forbidden']);
    await clock.moveTo(start + 120_000);
    expect(verdicts(wall, 2)).toEqual(['passed', 'passed']);
  });

  it('counts only what its scope is about, seen with the stage in front and decoded', () => {
    const scope = { ScopeDownStatement: pathMatch('/v1/sign-in', 'STARTS_WITH') };
    const wall = firewall(rateRule(1, scope));

    expect(verdicts(wall, 3, '/orders')).toEqual(['passed', 'passed', 'passed']);
    expect(verdicts(wall, 1, '/sign-in/codes')).toEqual(['passed']);
    expect(verdicts(wall, 1, '/sign%2Din/codes')).toEqual(['forbidden']);
  });

  it('knows and, or and not', () => {
    const signIn = pathMatch('sign-in', 'CONTAINS');
    const scope = {
      AndStatement: {
        Statements: [
          { OrStatement: { Statements: [signIn, pathMatch('/orders', 'ENDS_WITH')] } },
          { NotStatement: { Statement: pathMatch('/v1/sign-in/free', 'EXACTLY') } },
        ],
      },
    };
    const wall = firewall(rateRule(1, { ScopeDownStatement: scope }));

    expect(verdicts(wall, 2, '/sign-in/free')).toEqual(['passed', 'passed']);
    expect(verdicts(wall, 1, '/sign-in')).toEqual(['passed']);
    expect(verdicts(wall, 1, '/orders')).toEqual(['forbidden']);
  });

  it('only counts where the rule only counts', () => {
    expect(verdicts(firewall(rateRule(1, {}, { Count: {} })), 2)).toEqual(['passed', 'passed']);
  });

  it('names the rules it cannot judge instead of pretending', () => {
    const managed = {
      Name: 'CommonRules',
      Priority: 0,
      Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'x' } },
    };

    expect(firewall(managed, rateRule(1)).unjudged).toEqual(['CommonRules']);
  });

  it('answers with the custom response of its rule', async () => {
    const block = {
      Block: { CustomResponse: { ResponseCode: 429, CustomResponseBodyKey: 'slow' } },
    };
    const gateway = await openGateway([aMethod('GET', '/')], undefined, {
      webAcls: [
        {
          Rules: [rateRule(1, {}, block)],
          CustomResponseBodies: {
            slow: { ContentType: 'APPLICATION_JSON', Content: '{"slow":1}' },
          },
        },
      ],
    });
    const first = await fetch(gateway.url);
    const second = await fetch(gateway.url);

    expect(first.status).toBe(200);
    expect(second.status).toBe(429);
    expect(await second.json()).toEqual({ slow: 1 });
    expect(gateway.invoked).toHaveLength(1);
  });

  it('leaves the words to the API when the rule has none', async () => {
    const gateway = await openGateway([aMethod('GET', '/')], undefined, {
      webAcls: [{ Rules: [rateRule(1)] }],
    });
    await fetch(gateway.url);
    const second = await fetch(gateway.url);

    expect(second.status).toBe(403);
    expect(await second.json()).toEqual({ message: 'Forbidden' });
  });
});
