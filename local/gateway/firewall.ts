/** The template's web ACL as far as a laptop can judge: its rate-based rules, per address. */
import type { Clock } from '../clock';
import type { HttpAnswer } from './gateway-response';
import type { GatewayRequest } from './request';
import { headerOf } from './request';

/** AWS::WAFv2::WebACL, resolved. */
export type WebAclProperties = Readonly<Record<string, unknown>>;

interface RateRule {
  readonly name: string;
  readonly blocks: boolean;
  readonly limit: number;
  readonly windowMillis: number;
  readonly scope: (target: Target) => boolean;
  readonly customResponse?: CustomResponse | undefined;
}

interface Target {
  /** With the stage in front, as WAF sees it before API Gateway. */
  readonly uriPath: string;
  readonly request: GatewayRequest;
}

interface CustomResponse {
  readonly ResponseCode: number;
  readonly CustomResponseBodyKey?: string;
  readonly ResponseHeaders?: readonly { readonly Name: string; readonly Value: string }[];
}

/** `forbidden`: WAF leaves the words to the API's WAF_FILTERED gateway response. */
export type FirewallVerdict = 'passed' | 'forbidden' | HttpAnswer;

export class Firewall {
  private readonly rules: readonly RateRule[];
  /** Rules that are not judged here: managed groups and whatever else is no rate rule. */
  readonly unjudged: readonly string[];
  private readonly recent = new Map<string, number[]>();

  constructor(
    private readonly properties: WebAclProperties,
    private readonly stageName: string,
    private readonly clock: Clock,
  ) {
    const rules = [...((properties.Rules ?? []) as RawRule[])].sort(
      (one, other) => one.Priority - other.Priority,
    );
    this.rules = rules.flatMap((rule) => readRateRule(rule) ?? []);
    this.unjudged = rules.filter((rule) => !readRateRule(rule)).map((rule) => rule.Name);
  }

  judge(request: GatewayRequest): FirewallVerdict {
    const target = { uriPath: `/${this.stageName}${request.rawPath}`, request };
    for (const rule of this.rules) {
      if (!rule.scope(target) || !this.exceeds(rule, request.sourceIp) || !rule.blocks) continue;
      return rule.customResponse ? this.customAnswer(rule.customResponse) : 'forbidden';
    }
    return 'passed';
  }

  /** Refused requests count as well, as they do in AWS. */
  private exceeds(rule: RateRule, sourceIp: string): boolean {
    const now = this.clock.now();
    const key = `${rule.name} ${sourceIp}`;
    const times = this.recent.get(key) ?? [];
    times.push(now);
    // One more than the limit is all that has to be remembered.
    if (times.length > rule.limit + 1) times.shift();
    this.recent.set(key, times);
    const oldest = times[0] ?? now;
    return times.length > rule.limit && oldest > now - rule.windowMillis;
  }

  private customAnswer(custom: CustomResponse): HttpAnswer {
    const bodies = (this.properties.CustomResponseBodies ?? {}) as Record<
      string,
      { Content: string; ContentType: string } | undefined
    >;
    const body = bodies[custom.CustomResponseBodyKey ?? ''];
    const headers = (custom.ResponseHeaders ?? []).map(({ Name, Value }) => [Name, [Value]]);
    return {
      status: custom.ResponseCode,
      headers: {
        ...(body && { 'Content-Type': [contentTypes[body.ContentType] ?? 'text/plain'] }),
        ...Object.fromEntries(headers),
      },
      body: Buffer.from(body?.Content ?? ''),
    };
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  APPLICATION_JSON: 'application/json',
  TEXT_HTML: 'text/html',
  TEXT_PLAIN: 'text/plain',
};

interface RawRule {
  readonly Name: string;
  readonly Priority: number;
  readonly Action?: { readonly Block?: { readonly CustomResponse?: CustomResponse } };
  readonly Statement: RawStatement;
}

interface RawStatement {
  readonly RateBasedStatement?: {
    readonly Limit: number;
    readonly AggregateKeyType: string;
    readonly EvaluationWindowSec?: number;
    readonly ScopeDownStatement?: RawStatement;
  };
  readonly ByteMatchStatement?: {
    readonly SearchString?: string;
    readonly SearchStringBase64?: string;
    readonly FieldToMatch: {
      readonly UriPath?: object;
      readonly Method?: object;
      readonly SingleHeader?: { readonly Name: string };
    };
    readonly PositionalConstraint: string;
    readonly TextTransformations: readonly { readonly Type: string }[];
  };
  readonly AndStatement?: { readonly Statements: readonly RawStatement[] };
  readonly OrStatement?: { readonly Statements: readonly RawStatement[] };
  readonly NotStatement?: { readonly Statement: RawStatement };
}

function readRateRule(rule: RawRule): RateRule | undefined {
  const rate = rule.Statement.RateBasedStatement;
  if (rate?.AggregateKeyType !== 'IP') return undefined;
  const scope = rate.ScopeDownStatement ? readScope(rate.ScopeDownStatement) : () => true;
  return (
    scope && {
      name: rule.Name,
      blocks: rule.Action?.Block !== undefined,
      limit: rate.Limit,
      windowMillis: (rate.EvaluationWindowSec ?? 300) * 1000,
      scope,
      customResponse: rule.Action?.Block?.CustomResponse,
    }
  );
}

/** Undefined for a statement that cannot be judged here. */
function readScope(statement: RawStatement): ((target: Target) => boolean) | undefined {
  const { ByteMatchStatement, AndStatement, OrStatement, NotStatement } = statement;
  if (NotStatement) {
    const inner = readScope(NotStatement.Statement);
    return inner && ((target) => !inner(target));
  }
  const group = AndStatement ?? OrStatement;
  if (group) {
    const inner = group.Statements.map(readScope);
    if (inner.includes(undefined)) return undefined;
    const scopes = inner as ((target: Target) => boolean)[];
    return (target) =>
      AndStatement ? scopes.every((scope) => scope(target)) : scopes.some((scope) => scope(target));
  }
  return ByteMatchStatement && readByteMatch(ByteMatchStatement);
}

function readByteMatch(
  match: NonNullable<RawStatement['ByteMatchStatement']>,
): ((target: Target) => boolean) | undefined {
  const { UriPath, Method, SingleHeader } = match.FieldToMatch;
  const wanted =
    match.SearchString ?? Buffer.from(match.SearchStringBase64 ?? '', 'base64').toString('utf8');
  const compare = comparisons[match.PositionalConstraint];
  const transformations = match.TextTransformations.map(({ Type }) => transforms[Type]);
  if (!compare || transformations.includes(undefined)) return undefined;
  if (!UriPath && !Method && !SingleHeader) return undefined;
  return ({ uriPath, request }) => {
    const field = UriPath
      ? uriPath
      : Method
        ? request.method
        : (headerOf(request, SingleHeader?.Name ?? '') ?? '');
    const text = transformations.reduce((given, transform) => transform?.(given) ?? given, field);
    return compare(text, wanted);
  };
}

const comparisons: Readonly<Record<string, (text: string, wanted: string) => boolean>> = {
  EXACTLY: (text, wanted) => text === wanted,
  STARTS_WITH: (text, wanted) => text.startsWith(wanted),
  ENDS_WITH: (text, wanted) => text.endsWith(wanted),
  CONTAINS: (text, wanted) => text.includes(wanted),
};

const transforms: Readonly<Record<string, (text: string) => string>> = {
  NONE: (text) => text,
  LOWERCASE: (text) => text.toLowerCase(),
  URL_DECODE: decodeLeniently,
};

/** What is no proper escape stays as it is: an attacker must not get past a rule by it. */
function decodeLeniently(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
