/** What a life is lived in: the API as any client sees it, and the laptop's own controls. */
import { type Client, createClient } from '../client';
import type { SessionKey } from '../cloud/credentials';
import type { Challenge } from '../rekognition/challenge';
import type { SourceOrder } from '../sources/behaviour';
import type { ToldAnswer } from '../voice/debtors';

export interface World {
  readonly apiUrl: string;
  /** The API as seen with a token, or without one. */
  client(token?: string): Client;
  /** The code of the latest SMS to a phone. */
  codeSentTo(phone: string): Promise<string>;
  challengeOf(providerSessionId: string): Promise<Challenge>;
  /** Frame 0 at rest; with what the API lent for it, as AWS asks of the video stream. */
  submitFrames(check: FaceCheck, frames: readonly Buffer[]): Promise<void>;
  /** Moves the day; every timer, night and callback on the way happens before it answers. */
  moveTo(date: string): Promise<void>;
  waitSeconds(seconds: number): Promise<void>;
  /** The date in China by the laptop's clock. */
  today(): Promise<string>;
  /** Staff are made by the operator, never over the API; answers the ticket they enrol with. */
  addStaff(role: string, label: string): Promise<string>;
  /** How debtors answer the voice robot: see local/voice/debtors.ts. */
  tellDebtors(answer: ToldAnswer): Promise<void>;
  /** Every message to a phone, oldest first. */
  messagesTo(phone: string): Promise<readonly string[]>;
  /** How the sandbox bank treats the next instructions. */
  tellBank(behaviour: BankOrder): Promise<void>;
  /** How one of the data sources answers the next questions. */
  tellSource(order: SourceOrder): Promise<void>;
}

/** What createLivenessSession answered, as far as a camera needs it. */
export interface FaceCheck {
  readonly providerSessionId: string;
  readonly credentials: SessionKey;
}

export type BankOrder = Readonly<Record<string, unknown>>;

/** The world behind an address, e.g. of `npm start` in another terminal. */
export function worldAt(apiUrl: string): World {
  const ask = (path: string): Promise<unknown> => control(apiUrl, path);
  const tell = (path: string, body: unknown): Promise<unknown> => control(apiUrl, path, body);
  const messagesOf = async (phone: string) => {
    const { messages } = (await ask('/_local/sms')) as {
      messages: { phoneNumber: string; message: string }[];
    };
    return messages.filter(({ phoneNumber }) => phoneNumber.endsWith(phone));
  };
  return {
    apiUrl,
    client: (token) => createClient({ baseUrl: apiUrl, ...(token && { token }) }),
    async codeSentTo(phone) {
      const received = await messagesOf(phone);
      // Reminders come to the same phone: theirs are no codes.
      const codes = received.flatMap(
        ({ message }) => /(?:验证码|code)\D*(\d{6})\b/i.exec(message)?.[1] ?? [],
      );
      const code = codes.at(-1);
      if (!code) throw new Error('no code was sent to this phone');
      return code;
    },
    async challengeOf(providerSessionId) {
      const path = `/_local/rekognition/liveness-sessions/${providerSessionId}`;
      return ((await ask(path)) as { challenge: Challenge }).challenge;
    },
    async submitFrames({ providerSessionId, credentials }, frames) {
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      await tell(`/_local/rekognition/liveness-sessions/${providerSessionId}/frames`, {
        frames: frames.map((frame) => frame.toString('base64')),
        credentials: { accessKeyId, secretAccessKey, sessionToken },
      });
    },
    async moveTo(date) {
      await tell('/_local/clock', { date });
    },
    async waitSeconds(seconds) {
      await tell('/_local/clock', { seconds });
    },
    async today() {
      return ((await ask('/_local/clock')) as { today: string }).today;
    },
    async addStaff(role, label) {
      return ((await tell('/_local/staff', { role, label })) as { ticket: string }).ticket;
    },
    async tellDebtors(answer) {
      await tell('/_local/voice', answer);
    },
    async messagesTo(phone) {
      return (await messagesOf(phone)).map(({ message }) => message);
    },
    async tellBank(behaviour) {
      await tell('/_local/bank', behaviour);
    },
    async tellSource(order) {
      await tell('/_local/sources', order);
    },
  };
}

async function control(apiUrl: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(new URL(path, apiUrl), {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}
