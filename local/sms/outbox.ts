/** Text messages on a laptop: kept in memory, seen by listeners, written down nowhere. */
import { randomUUID } from 'node:crypto';

export interface TextMessage {
  readonly messageId: string;
  /** E.164, e.g. +8613800000000. */
  readonly phoneNumber: string;
  readonly message: string;
  readonly sentAtMillis: number;
}

export type MessageListener = (message: TextMessage) => void;

export type Undeliverable = 'PhoneNumber' | 'Message';

/** Enough to look back on; older messages are forgotten. */
const maximumKept = 1_000;

export class Outbox {
  private readonly kept: TextMessage[] = [];
  private readonly listeners = new Set<MessageListener>();

  constructor(private readonly now: () => number) {}

  /** Called with every message; answers how to stop. */
  onMessage(listener: MessageListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Oldest first. */
  messages(): readonly TextMessage[] {
    return [...this.kept];
  }

  /** The message's id, or which of the two no provider would take. */
  deliver(phoneNumber: string, message: string): TextMessage | Undeliverable {
    if (!/^\+[1-9]\d{6,14}$/.test(phoneNumber)) return 'PhoneNumber';
    if (message === '' || Buffer.byteLength(message) > 1600) return 'Message';
    const sent = { messageId: randomUUID(), phoneNumber, message, sentAtMillis: this.now() };
    this.kept.push(sent);
    if (this.kept.length > maximumKept) this.kept.shift();
    for (const listener of this.listeners) listener(sent);
    return sent;
  }
}
