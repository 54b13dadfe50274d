/** Secrets Manager on the laptop: the template's secrets, generated as CloudFormation would. */
import { randomInt } from 'node:crypto';
import { AwsError, type JsonService, type ServiceCall } from '../cloud/service';
import type { SecretResource } from '../template/deployment';

/** Where values lie between runs: ARN → secret string. */
export interface SecretStore {
  load(): Record<string, string>;
  save(values: Readonly<Record<string, string>>): void;
}

export class SecretsManager implements JsonService {
  private readonly values: Record<string, string>;
  /** Under ARN, name, and the ARN without its random ending. */
  private readonly resources = new Map<string, SecretResource>();

  constructor(resources: readonly SecretResource[], store: SecretStore) {
    this.values = store.load();
    for (const resource of resources) {
      this.values[resource.arn] ??= resource.secretString ?? generate(resource.generate ?? {});
      const names = [resource.arn, resource.name, resource.arn.slice(0, -7)];
      for (const name of names) this.resources.set(name, resource);
    }
    store.save(this.values);
  }

  arnOf(secretId: string): string | undefined {
    return this.resources.get(secretId)?.arn;
  }

  /** The value as the operator may read it, e.g. to share a signing key with the sandbox bank. */
  valueOf(secretId: string): string | undefined {
    return this.values[this.arnOf(secretId) ?? ''];
  }

  async call({ action, input }: ServiceCall): Promise<Record<string, unknown>> {
    const resource = this.resources.get(String(input.SecretId));
    if (!resource) {
      throw new AwsError(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret.",
      );
    }
    const { arn: ARN, name: Name } = resource;
    switch (action) {
      case 'GetSecretValue':
        return {
          ARN,
          Name,
          SecretString: this.valueOf(ARN),
          VersionId: '00000000-0000-4000-8000-000000000001',
          VersionStages: ['AWSCURRENT'],
        };
      case 'DescribeSecret':
        return { ARN, Name, KmsKeyId: resource.keyArn };
      default:
        throw new AwsError('UnknownOperationException', `Secrets Manager has no ${action} here.`);
    }
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyz';
const classes = {
  ExcludeLowercase: letters,
  ExcludeUppercase: letters.toUpperCase(),
  ExcludeNumbers: '0123456789',
  ExcludePunctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const;

/** CloudFormation's GenerateSecretString. */
function generate(options: Readonly<Record<string, unknown>>): string {
  const excluded = String(options.ExcludeCharacters ?? '');
  const space = options.IncludeSpace === true ? ' ' : '';
  const alphabets = Object.entries(classes)
    .filter(([name]) => options[name] !== true)
    .map(([, alphabet]) => without(alphabet, excluded))
    .filter((alphabet) => alphabet !== '');
  const all = without(space, excluded) + alphabets.join('');
  // One of each kind is the default; the rest is drawn from all of them.
  const required = options.RequireEachIncludedType === false ? [] : alphabets;
  const length = Number(options.PasswordLength ?? 32);
  const drawn = Array.from({ length }, (_one, n) => draw(required[n] ?? all));
  const password = shuffled(drawn).join('');
  const { SecretStringTemplate, GenerateStringKey } = options;
  if (typeof GenerateStringKey !== 'string') return password;
  const template = JSON.parse(String(SecretStringTemplate ?? '{}')) as Record<string, unknown>;
  return JSON.stringify({ ...template, [GenerateStringKey]: password });
}

const without = (alphabet: string, excluded: string) =>
  [...alphabet].filter((character) => !excluded.includes(character)).join('');

const draw = (alphabet: string) => alphabet[randomInt(alphabet.length)] ?? '';

function shuffled<T>(values: readonly T[]): T[] {
  const result = [...values];
  for (let n = result.length - 1; n > 0; n -= 1) {
    const other = randomInt(n + 1);
    [result[n], result[other]] = [result[other] as T, result[n] as T];
  }
  return result;
}
