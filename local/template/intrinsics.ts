/** Resolves a template's intrinsic functions into plain values, across the stacks of a stage. */
import { StartError } from '../cloud/start-error';
import type { StackTemplate } from './assembly';
import { account, type Identity, identify, region } from './identifiers';

/** AWS::NoValue: the property is as good as absent. */
const noValue = Symbol('AWS::NoValue');

type Arguments = readonly unknown[];

export class Resolver {
  private readonly identities = new Map<string, Identity>();

  constructor(
    private readonly stacks: readonly StackTemplate[],
    /** Overrides of the templates' parameters by name. */
    private readonly parameters: Readonly<Record<string, string>> = {},
  ) {}

  /** The value with every intrinsic replaced; members that are AWS::NoValue are left out. */
  resolve(stack: StackTemplate, value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((one) => this.resolve(stack, one)).filter((one) => one !== noValue);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name, argument] = entries[0] ?? ['', undefined];
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
      return this.intrinsic(stack, name, argument);
    }
    if (entries.length === 1 && name === 'Condition' && typeof argument === 'string') {
      return this.condition(stack, argument);
    }
    return Object.fromEntries(
      entries
        .map(([key, member]) => [key, this.resolve(stack, member)] as const)
        .filter(([, member]) => member !== noValue),
    );
  }

  /** Whether a resource's or output's condition holds. */
  holds(stack: StackTemplate, { Condition }: { Condition?: string }): boolean {
    return Condition === undefined || this.condition(stack, Condition);
  }

  identity(stack: StackTemplate, logicalId: string): Identity {
    const key = `${stack.stackName}/${logicalId}`;
    const known = this.identities.get(key);
    if (known) return known;
    const resource = stack.Resources[logicalId];
    if (!resource) throw new StartError(`${stack.stackName} refers to "${logicalId}", not in it.`);
    const identity = identify(resource.Type, {
      stackName: stack.stackName,
      logicalId,
      property: (name) => this.resolve(stack, resource.Properties?.[name]),
    });
    this.identities.set(key, identity);
    return identity;
  }

  private intrinsic(stack: StackTemplate, name: string, argument: unknown): unknown {
    // Only these look at their argument before it is resolved.
    if (name === 'Ref') return this.reference(stack, String(argument));
    if (name === 'Fn::GetAtt') return this.attribute(stack, argument);
    if (name === 'Fn::Sub') return this.substitute(stack, argument);
    if (name === 'Fn::If') return this.choose(stack, argument as Arguments);
    const resolved = this.resolve(stack, argument);
    const list = (Array.isArray(resolved) ? resolved : [resolved]) as Arguments;
    switch (name) {
      case 'Fn::Join':
        return (list[1] as Arguments).join(String(list[0]));
      case 'Fn::Select':
        return (list[1] as Arguments)[Number(list[0])];
      case 'Fn::Split':
        return String(list[1]).split(String(list[0]));
      case 'Fn::Base64':
        return Buffer.from(String(resolved)).toString('base64');
      case 'Fn::FindInMap':
        return stack.Mappings[String(list[0])]?.[String(list[1])]?.[String(list[2])];
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'].map((zone) => region + zone);
      case 'Fn::ImportValue':
        return this.importValue(String(resolved));
      case 'Fn::GetStackOutput':
        return this.stackOutput(resolved as { StackName: string; OutputName: string });
      case 'Fn::Equals':
        return list[0] === list[1];
      case 'Fn::And':
        return list.every(Boolean);
      case 'Fn::Or':
        return list.some(Boolean);
      case 'Fn::Not':
        return !list[0];
      default:
        throw new StartError(`${stack.stackName} uses ${name}, which is not known locally.`);
    }
  }

  private reference(stack: StackTemplate, name: string): unknown {
    if (name === 'AWS::NoValue') return noValue;
    const pseudo = pseudoParameters(stack)[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = stack.Parameters[name];
    if (!parameter) return this.identity(stack, name).ref;
    const value = this.parameters[name] ?? parameter.Default;
    if (value === undefined) {
      throw new StartError(`The template's parameter ${name} has no value: give it one.`);
    }
    const isList = parameter.Type.includes('List') && typeof value === 'string';
    return isList ? value.split(',').map((one) => one.trim()) : value;
  }

  private attribute(stack: StackTemplate, argument: unknown): string {
    const [logicalId = '', ...rest] = Array.isArray(argument)
      ? argument.map((one) => String(this.resolve(stack, one)))
      : String(argument).split('.');
    const { ref, attributes } = this.identity(stack, logicalId);
    // Of types nothing local serves, only that the value is stable matters.
    return attributes[rest.join('.')] ?? `${ref}-${rest.join('-')}`;
  }

  private substitute(stack: StackTemplate, argument: unknown): string {
    const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
    const variables = this.resolve(stack, given) as Record<string, unknown>;
    return String(text).replace(/\$\{([^}]+)\}/g, (_whole, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (name in variables) return String(variables[name]);
      return name.includes('.') && !name.startsWith('AWS::')
        ? this.attribute(stack, name)
        : String(this.reference(stack, name));
    });
  }

  private choose(stack: StackTemplate, [condition, yes, no]: Arguments): unknown {
    return this.resolve(stack, this.condition(stack, String(condition)) ? yes : no);
  }

  private condition(stack: StackTemplate, name: string): boolean {
    if (!(name in stack.Conditions)) {
      throw new StartError(`${stack.stackName} refers to condition "${name}", not in it.`);
    }
    return Boolean(this.resolve(stack, stack.Conditions[name]));
  }

  private importValue(exportName: string): unknown {
    for (const stack of this.stacks) {
      for (const output of Object.values(stack.Outputs)) {
        if (!output.Export || this.resolve(stack, output.Export.Name) !== exportName) continue;
        return this.resolve(stack, output.Value);
      }
    }
    throw new StartError(`No stack of this stage exports "${exportName}".`);
  }

  private stackOutput({ StackName, OutputName }: { StackName: string; OutputName: string }) {
    const stack = this.stacks.find((one) => one.stackName === StackName);
    const output = stack?.Outputs[OutputName];
    if (stack && output) return this.resolve(stack, output.Value);
    throw new StartError(`No stack of this stage has the output ${StackName}.${OutputName}.`);
  }
}

function pseudoParameters({ stackName }: StackTemplate): Record<string, unknown> {
  return {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`,
    'AWS::NotificationARNs': [],
  };
}
