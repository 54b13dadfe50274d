/** Face liveness sessions: used once, within three minutes, and judged by a challenge. */
import { createHash, randomUUID } from 'node:crypto';
import { AwsError, type Principal } from '../cloud/service';
import { type Challenge, challengeFor, framesOf } from './challenge';
import type { AnalysedPicture, Face, FaceAnalyser } from './faces';
import { judgeFrames } from './liveness-judge';

export type LivenessStatus = 'CREATED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'EXPIRED';

export interface SessionSettings {
  readonly auditImagesLimit: number;
  readonly output?: { readonly bucket: string; readonly keyPrefix: string };
  readonly kmsKeyId?: string;
}

export interface LivenessResult {
  readonly confidence: number;
  readonly frame: AnalysedPicture;
  readonly face: Face;
  readonly reference: Buffer;
  readonly audit: readonly Buffer[];
}

export interface LivenessSession {
  readonly id: string;
  readonly settings: SessionSettings;
  /** Whose permissions the result is written with. */
  readonly principal: Principal;
  readonly createdAt: number;
  status: LivenessStatus;
  result?: LivenessResult;
}

/** Rekognition's: a session lives three minutes, whatever became of it. */
export const sessionMillis = 180_000;
const maximumFrameBytes = 1_000_000;

export interface SessionsOptions {
  readonly analyser: FaceAnalyser;
  readonly now: () => number;
  readonly newId?: () => string;
  /** Awaited before a session succeeds: writes the pictures where they were asked for. */
  readonly deliver?: (session: LivenessSession, result: LivenessResult) => Promise<void>;
}

export class LivenessSessions {
  private readonly sessions = new Map<string, LivenessSession>();
  private readonly seenFrames = new Set<string>();

  constructor(private readonly options: SessionsOptions) {}

  create(settings: SessionSettings, principal: Principal): LivenessSession {
    this.forgetOld();
    const id = (this.options.newId ?? randomUUID)();
    const createdAt = this.options.now();
    const session: LivenessSession = { id, settings, principal, createdAt, status: 'CREATED' };
    this.sessions.set(id, session);
    return session;
  }

  /** The session as it stands now; SessionNotFoundException when there is none. */
  find(id: string): LivenessSession {
    const session = this.sessions.get(id);
    if (!session) throw new AwsError('SessionNotFoundException', 'The session was not found.', 404);
    if (this.options.now() - session.createdAt > sessionMillis) {
      session.status = 'EXPIRED';
      session.result = undefined;
    }
    return session;
  }

  /** What the client must ask its user to do. */
  challengeOf(id: string): Challenge {
    return challengeFor(this.find(id).id);
  }

  /** Judges the frames; whatever comes of it, the session is used. */
  async submitFrames(id: string, frames: readonly Buffer[]): Promise<LivenessStatus> {
    const session = this.find(id);
    if (session.status === 'EXPIRED') {
      throw new AwsError('SessionNotFoundException', 'The session has expired.', 404);
    }
    if (session.status !== 'CREATED') {
      throw new AwsError('ConflictException', 'The session has been used.', 409);
    }
    session.status = 'IN_PROGRESS';
    try {
      const result = await this.judge(session, frames);
      if (result) await this.options.deliver?.(session, result);
      session.result = result;
      session.status = result ? 'SUCCEEDED' : 'FAILED';
    } catch (error) {
      session.status = 'FAILED';
      throw error;
    }
    return session.status;
  }

  private async judge(
    session: LivenessSession,
    frames: readonly Buffer[],
  ): Promise<LivenessResult | undefined> {
    const challenge = challengeFor(session.id);
    if (frames.length !== framesOf(challenge)) return undefined;
    if (frames.some((frame) => frame.length > maximumFrameBytes)) return undefined;
    const isFresh = this.areFresh(frames);
    const analysed: AnalysedPicture[] = [];
    for (const frame of frames) {
      const picture = await this.options.analyser.analyse(frame);
      if (!picture.ok) return undefined;
      analysed.push(picture.value);
    }
    const judgement = judgeFrames(challenge, analysed);
    if (!judgement) return undefined;
    return {
      confidence: isFresh ? judgement.confidence : 0,
      frame: analysed[0]!,
      face: judgement.reference,
      reference: frames[0]!,
      audit: frames.slice(1, 1 + session.settings.auditImagesLimit),
    };
  }

  /** A camera never yields the same bytes twice: a known frame is a recording. */
  private areFresh(frames: readonly Buffer[]): boolean {
    const names = frames.map((frame) => createHash('sha256').update(frame).digest('base64'));
    const isFresh =
      new Set(names).size === names.length && !names.some((name) => this.seenFrames.has(name));
    for (const name of names) this.seenFrames.add(name);
    return isFresh;
  }

  /** An hour after its end nobody asks for a session any more. */
  private forgetOld(): void {
    for (const [id, session] of this.sessions) {
      if (this.options.now() - session.createdAt > sessionMillis + 3_600_000) {
        this.sessions.delete(id);
      }
    }
  }
}
