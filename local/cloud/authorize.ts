/** Decides, as IAM would, whether a role of the template may make a call; remembers used grants. */
import { account, region } from '../template/identifiers';
import type { PolicyStatement, ResourcePolicy, ResourceStatement, Role } from '../template/roles';
import { AwsError, type Principal } from './service';

/** One permission a call needs. */
export interface AccessRequest {
  /** For example dynamodb:PutItem. */
  readonly action: string;
  /** An ARN, or '*' where the action knows no resources. */
  readonly resource: string;
  /** Condition keys of the request, e.g. kms:EncryptionContext:table. */
  readonly context?: AccessContext | undefined;
}

export type AccessContext = Readonly<Record<string, string | readonly string[]>>;

/** An action a policy allows that no call has needed so far. */
export interface UnusedGrant {
  readonly roleId: string;
  readonly policyId: string;
  /** As written in the policy, possibly with wildcards. */
  readonly action: string;
  readonly resources: readonly string[];
}

/** An administrator of the account: tools and tests, never a function. */
export const operator: Principal = { roleId: 'operator' };

const keptAnswers = 10_000;

/** Who speaks through the account's root may be anyone whose own policies allow the call. */
const root = `arn:aws:iam::${account}:root`;

export class Authorizer {
  private readonly roles: ReadonlyMap<string, Role>;
  /** Statement → the action patterns of it that allowed something. */
  private readonly used = new Map<PolicyStatement, Set<string>>();
  private readonly refused = new Set<string>();
  /** What was asked before without a session: the policies of a deployment never change. */
  private readonly judged = new Map<string, boolean>();

  constructor(
    roles: readonly Role[],
    private readonly resourcePolicies: readonly ResourcePolicy[] = [],
  ) {
    this.roles = new Map(roles.map((role) => [role.roleId, role]));
  }

  /** @throws AwsError AccessDeniedException, in AWS's words, unless every request is allowed. */
  require(principal: Principal, requests: readonly AccessRequest[]): void {
    for (const request of requests) {
      if (this.allows(principal, request)) continue;
      const denial = this.denial(principal, request);
      this.refused.add(denial.message);
      throw denial;
    }
  }

  /**
   * As within one account: a Deny anywhere wins, then an Allow of the role's own policies or of
   * the resource's policy is enough; a key must also hand over to the account's policies, and a
   * role must trust. A session may no more than it was lent for.
   */
  allows(principal: Principal, given: AccessRequest): boolean {
    const { roleId, session } = principal;
    if (roleId === operator.roleId) return true;
    if (session) return this.judge(principal, given);
    const { action, resource, context } = given;
    const question = JSON.stringify([roleId, action, resource, context]);
    const answer = this.judged.get(question) ?? this.judge(principal, given);
    if (this.judged.size >= keptAnswers) this.judged.clear();
    this.judged.set(question, answer);
    return answer;
  }

  private judge({ roleId, session }: Principal, given: AccessRequest): boolean {
    const request = { ...given, context: { ...commonContext, ...given.context } };
    const role = this.roles.get(roleId);
    if (!role) return false;
    if (session && !allowedBy(session, request)) return false;
    const own = role.statements.filter((statement) => applies(statement, request));
    const policy = this.resourcePolicies.find(({ resourceArn }) => owns(resourceArn, request));
    const attached = (policy?.statements ?? []).filter((statement) => applies(statement, request));
    const forRole = attached.filter((statement) => names(statement, role));
    if ([...own, ...forRole].some(({ effect }) => effect === 'Deny')) return false;
    for (const statement of own) this.remember(statement, request.action);
    const isHandedOver = attached.some(({ principals }) => principals.includes(root));
    const isOwnEnough = isHandedOver || !policy || !/^(kms|sts):/.test(request.action);
    return forRole.length > 0 || (isOwnEnough && own.length > 0);
  }

  /** What was refused so far, also where the caller kept the refusal to himself. */
  denials(): string[] {
    return [...this.refused];
  }

  /**
   * In the template's order. Of roles that nobody has taken on so far every grant is unused, which
   * says little: they are left out unless asked for.
   */
  unusedGrants({ ofIdleRoles = false } = {}): UnusedGrant[] {
    const isActive = ({ statements }: Role) => statements.some((one) => this.used.has(one));
    const roles = [...this.roles.values()].filter((role) => ofIdleRoles || isActive(role));
    return roles.flatMap(({ roleId, statements }) =>
      statements
        .filter(({ effect }) => effect === 'Allow')
        .flatMap((statement) =>
          statement.actions
            .filter((action) => !this.used.get(statement)?.has(action))
            .map((action) => {
              const { policyId, resources } = statement;
              return { roleId, policyId, action, resources };
            }),
        ),
    );
  }

  private remember(statement: PolicyStatement, action: string): void {
    const used = this.used.get(statement) ?? new Set();
    for (const pattern of statement.actions) if (matchesAction(pattern, action)) used.add(pattern);
    this.used.set(statement, used);
  }

  private denial({ roleId }: Principal, { action, resource }: AccessRequest): AwsError {
    const arn = this.roles.get(roleId)?.arn ?? roleId;
    return new AwsError(
      'AccessDeniedException',
      `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ` +
        `because no identity-based policy allows the ${action} action`,
    );
  }
}

/** Whatever is asked, it comes from this account; the laptop's one host stands for TLS. */
const commonContext: AccessContext = {
  'aws:RequestedRegion': region,
  'aws:SecureTransport': 'true',
  's3:TlsVersion': '1.3',
  'kms:CallerAccount': account,
  'aws:PrincipalAccount': account,
};

function allowedBy(session: readonly PolicyStatement[], request: AccessRequest): boolean {
  const matching = session.filter((statement) => applies(statement, request));
  return matching.length > 0 && matching.every(({ effect }) => effect === 'Allow');
}

const owns = (resourceArn: string, { resource }: AccessRequest) =>
  resource === resourceArn || resource.startsWith(`${resourceArn}/`);

const names = ({ principals }: ResourceStatement, role: Role) =>
  principals.includes('*') || principals.includes(role.arn);

function applies(statement: PolicyStatement, request: AccessRequest): boolean {
  const { actions, notActions, resources, notResources, conditions } = statement;
  const isAction = (pattern: string) => matchesAction(pattern, request.action);
  const isResource = (pattern: string) => matchesText(pattern, request.resource);
  return (
    (actions.length > 0 ? actions.some(isAction) : !notActions.some(isAction)) &&
    (resources.length > 0 ? resources.some(isResource) : !notResources.some(isResource)) &&
    Object.entries(conditions).every(([operation, keys]) =>
      Object.entries(keys).every(([key, accepted]) =>
        holds(operation, accepted, request.context?.[key]),
      ),
    )
  );
}

/** Actions are compared without case. */
const matchesAction = (pattern: string, action: string) =>
  matchesText(pattern.toLowerCase(), action.toLowerCase());

const patterns = new Map<string, RegExp>();

/** '*' stands for any text, '?' for one character. */
function matchesText(pattern: string, text: string): boolean {
  if (pattern === '*' || pattern === text) return true;
  if (!/[*?]/.test(pattern)) return false;
  const known = patterns.get(pattern);
  if (known) return known.test(text);
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  patterns.set(pattern, expression);
  return expression.test(text);
}

type Comparison = (accepted: string, actual: string) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: (accepted, actual) => accepted === actual,
  StringEqualsIgnoreCase: (accepted, actual) => accepted.toLowerCase() === actual.toLowerCase(),
  StringLike: matchesText,
  ArnEquals: matchesText,
  ArnLike: matchesText,
  Bool: (accepted, actual) => accepted.toLowerCase() === actual.toLowerCase(),
  NumericEquals: (accepted, actual) => Number(actual) === Number(accepted),
  NumericLessThan: (accepted, actual) => Number(actual) < Number(accepted),
  NumericLessThanEquals: (accepted, actual) => Number(actual) <= Number(accepted),
  NumericGreaterThan: (accepted, actual) => Number(actual) > Number(accepted),
  NumericGreaterThanEquals: (accepted, actual) => Number(actual) >= Number(accepted),
};

/**
 * One condition: `[ForAllValues:|ForAnyValue:]Operator[IfExists]` against a key's value.
 * An operator that is not known here fails the condition, so that nothing is allowed by mistake.
 */
function holds(
  operation: string,
  accepted: readonly string[],
  actual: string | readonly string[] | undefined,
): boolean {
  const [, quantifier, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operation) ?? [];
  if (name === 'Null') return accepted.includes(String(actual === undefined));
  const values = actual === undefined ? [] : [actual].flat();
  if (values.length === 0) {
    return ifExists !== undefined || quantifier === 'ForAllValues' || isNegated(name);
  }
  const compare = comparisons[isNegated(name) ? name.replace('Not', '') : name];
  if (!compare) return false;
  const test = (value: string) => accepted.some((one) => compare(one, value)) !== isNegated(name);
  return quantifier === 'ForAnyValue' ? values.some(test) : values.every(test);
}

const isNegated = (name: string) => /^(String|Arn|Numeric)Not/.test(name);
