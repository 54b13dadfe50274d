/** The data source port over the sandbox's HTTP interface: signed requests, answers checked. */
import { randomUUID } from 'node:crypto';
import type {
  DataSource,
  SourceAnswer,
  SourceQuestion,
  SubjectPart,
} from '../core/ports/data-source';
import { signedHeaders } from './sandbox-bank-signature';
import { readBureau, readCarrier, readCommerce, readDevice } from './sandbox-source-answers';

export interface SandboxSourceOptions {
  /** Without a final slash. */
  readonly url: () => string;
  /** The key shared with the sandbox, from Secrets Manager; asked for with every message. */
  readonly signingKey: () => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly nonce?: () => string;
}

type SandboxName = 'carrier' | 'bureau' | 'commerce' | 'device';

type Kind = Omit<DataSource, 'name' | 'version' | 'ask'> & {
  readonly read: (body: unknown) => SourceAnswer;
};

const person: readonly SubjectPart[] = ['name', 'idNumber', 'phone'];

/** Each is told what it cannot do without: the ID number goes to the carrier and the bureau. */
const kinds: Readonly<Record<SandboxName, Kind>> = {
  carrier: {
    timeoutMillis: 2_000,
    policy: 'refer',
    needs: person,
    consent: 'thirdPartySharing',
    read: readCarrier,
  },
  bureau: {
    timeoutMillis: 3_000,
    policy: 'refer',
    needs: person,
    consent: 'creditInquiry',
    read: readBureau,
  },
  commerce: {
    timeoutMillis: 2_000,
    policy: 'refer',
    needs: ['phone'],
    consent: 'thirdPartySharing',
    read: readCommerce,
  },
  device: {
    timeoutMillis: 1_500,
    policy: 'refer',
    needs: ['deviceId'],
    consent: 'privacyPolicy',
    read: readDevice,
  },
};

export const sandboxSource = (name: SandboxName, options: SandboxSourceOptions): DataSource => {
  const { read, ...kind } = kinds[name];
  return {
    ...kind,
    name,
    version: `${name}-sandbox-1`,
    ask: async (question) => {
      const body = await send(name, question, options);
      return body === undefined ? { outcome: 'down' } : read(body.json);
    },
  };
};

/** Undefined when there was no answer of the source itself. */
async function send(
  name: SandboxName,
  { subject, consentId, signal }: SourceQuestion,
  options: SandboxSourceOptions,
): Promise<{ readonly json: unknown } | undefined> {
  const path = `/v1/${name}`;
  const body = JSON.stringify({ subject, ...(consentId && { consentId }) });
  const headers = signedHeaders(await options.signingKey(), {
    nonce: (options.nonce ?? randomUUID)(),
    purpose: `POST ${path}`,
    body,
    nowEpochMillis: options.now(),
  });
  try {
    const response = await fetch(`${options.url()}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      // A redirect would carry an ID number to an address nobody configured.
      redirect: 'error',
      signal,
    });
    const text = await response.text();
    return response.status === 200 ? { json: parseJson(text) } : undefined;
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
