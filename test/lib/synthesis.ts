/** Synthesizes stages for the template tests: no bundles, each stage once per test file. */
import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { CodeSource } from '../../lib/platform/function-factory';
import { SunlendApp, type SunlendAppProps } from '../../lib/sunlend-app';
import { assemblyFolder } from '../support/assembly-folder';

const flags: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync('cdk.json', 'utf8'),
).context;

/** A synthesis takes seconds on a free machine, and far longer on a busy one. */
jest.setTimeout(600_000);

export const placeholderCode: CodeSource = () => lambda.Code.fromInline('exports.handler = 0;');

/** @param stage absent: all of them. */
export function makeApp(stage?: string, props: Partial<SunlendAppProps> = {}): SunlendApp {
  return new SunlendApp({
    analyticsReporting: false,
    outdir: assemblyFolder(),
    context: { ...flags, ...(stage && { stage }) },
    code: placeholderCode,
    ...props,
  });
}

export interface StageTemplates {
  readonly data: Template;
  /** The API, the workflow, the watch. */
  readonly lending: Template;
  /** The capabilities' functions. */
  readonly capabilities: readonly Template[];
}

const made = new Map<string, StageTemplates>();

export function templatesOf(stage: string): StageTemplates {
  const known = made.get(stage);
  if (known) return known;
  const app = makeApp(stage);
  const [synthesized] = app.stages;
  if (!synthesized) throw new Error(`no stage ${stage}`);
  const templates = {
    data: Template.fromStack(synthesized.data),
    lending: Template.fromStack(synthesized.lending),
    capabilities: synthesized.capabilities.map((stack) => Template.fromStack(stack)),
  };
  made.set(stage, templates);
  return templates;
}

export interface TemplateResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties are any JSON.
  readonly Properties: Readonly<Record<string, any>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export const resourcesOf = (template: Template, type: string): Record<string, TemplateResource> =>
  template.findResources(type) as Record<string, TemplateResource>;

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The statements of every policy attached to the role with this logical id. */
export function statementsOf(template: Template, roleId: string): Statement[] {
  const role = resourcesOf(template, 'AWS::IAM::Role')[roleId];
  const attached: { Ref?: string }[] = role?.Properties.ManagedPolicyArns ?? [];
  const policies = Object.entries(resourcesOf(template, 'AWS::IAM::ManagedPolicy'));
  return policies
    .filter(
      ([policyId, { Properties }]) =>
        attached.some(({ Ref }) => Ref === policyId) ||
        Properties.Roles?.some(({ Ref }: { Ref?: string }) => Ref === roleId),
    )
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[]);
}

export const actionsOf = ({ Action }: Statement): readonly string[] =>
  typeof Action === 'string' ? [Action] : Action;

export interface FoundFunction {
  readonly template: Template;
  readonly logicalId: string;
  readonly roleId: string;
  readonly resource: TemplateResource;
}

/** The function of an operation, the stack it is in, and the logical id of its role. */
export function functionOf({ capabilities }: StageTemplates, operationId: string): FoundFunction {
  for (const template of capabilities) {
    const found = Object.entries(resourcesOf(template, 'AWS::Lambda::Function')).find(
      ([, { Metadata }]) => Metadata?.['sunlend:operationId'] === operationId,
    );
    if (!found) continue;
    const [logicalId, resource] = found;
    return { template, logicalId, resource, roleId: resource.Properties.Role['Fn::GetAtt'][0] };
  }
  throw new Error(`no stack has a function ${operationId}`);
}
