/**
 * Rekognition's JSON API over a real face model. A STAND-IN for the laptop, without anti-spoofing:
 * faces are found and compared for real, liveness is a head-movement challenge. AWS decides in AWS.
 */
import { AwsError, type JsonService, type Principal, type ServiceCall } from '../cloud/service';
import type { Challenge } from './challenge';
import { distanceBetween, type FaceAnalyser, similarityOf } from './faces';
import {
  type LivenessResult,
  type LivenessSession,
  LivenessSessions,
  type LivenessStatus,
} from './liveness-sessions';
import { type PictureStore, readPicture } from './pictures';
import { boundingBoxOf, comparedFaceOf, faceDetailOf } from './shapes';

export interface RekognitionOptions {
  readonly analyser: FaceAnalyser;
  readonly pictures: PictureStore;
  /** Milliseconds since the epoch, of the cloud's clock. */
  readonly now: () => number;
  readonly newId?: () => string;
}

type Input = Record<string, unknown>;

export class Rekognition implements JsonService {
  private readonly sessions: LivenessSessions;
  private readonly tokens = new Map<string, { readonly sessionId: string; readonly of: string }>();

  constructor(private readonly options: RekognitionOptions) {
    const deliver = (session: LivenessSession, result: LivenessResult) =>
      this.deliver(session, result);
    this.sessions = new LivenessSessions({ ...options, deliver });
  }

  async call({ action, input, principal }: ServiceCall): Promise<Record<string, unknown>> {
    switch (action) {
      case 'CreateFaceLivenessSession':
        return this.createSession(input, principal);
      case 'GetFaceLivenessSessionResults':
        return this.sessionResults(input);
      case 'CompareFaces':
        return this.compareFaces(input, principal);
      case 'DetectFaces':
        return this.detectFaces(input, principal);
      default:
        throw new AwsError('UnknownOperationException', `${action} is not served here.`);
    }
  }

  /** What a client reads before it films: in AWS the video stream tells it. */
  challengeOf(sessionId: string): Challenge {
    return this.sessions.challengeOf(sessionId);
  }

  /** Stands in for StartFaceLivenessSession's video stream. JPEG or PNG, frame 0 at rest. */
  submitFrames(sessionId: string, frames: readonly Buffer[]): Promise<LivenessStatus> {
    return this.sessions.submitFrames(sessionId, frames);
  }

  private createSession(input: Input, principal: Principal): Record<string, unknown> {
    const token = input.ClientRequestToken;
    const wanted = JSON.stringify([input.KmsKeyId, input.Settings]);
    const earlier = typeof token === 'string' ? this.tokens.get(token) : undefined;
    if (earlier) {
      if (earlier.of === wanted) return { SessionId: earlier.sessionId };
      const message = 'The token was used with other settings.';
      throw new AwsError('IdempotentParameterMismatchException', message);
    }
    const session = this.sessions.create(settingsOf(input), principal);
    if (typeof token === 'string') this.tokens.set(token, { sessionId: session.id, of: wanted });
    return { SessionId: session.id };
  }

  private sessionResults(input: Input): Record<string, unknown> {
    const session = this.sessions.find(String(input.SessionId));
    const { id: SessionId, status: Status, result, settings } = session;
    if (!result) return { SessionId, Status };
    const place = (name: string, bytes: Buffer): Record<string, unknown> =>
      settings.output
        ? { S3Object: { Bucket: settings.output.bucket, Name: nameOf(session, name) } }
        : { Bytes: bytes.toString('base64') };
    return {
      SessionId,
      Status,
      Confidence: result.confidence,
      ReferenceImage: {
        ...place('reference', result.reference),
        BoundingBox: boundingBoxOf(result.frame, result.face),
      },
      AuditImages: result.audit.map((bytes, index) => place(`audit-image-${index}`, bytes)),
      Challenge: { Type: 'FaceMovementChallenge', Version: '1.0.0' },
    };
  }

  private async deliver(session: LivenessSession, result: LivenessResult): Promise<void> {
    const { output, kmsKeyId } = session.settings;
    if (!output) return;
    const files = [['reference', result.reference] as const].concat(
      result.audit.map((bytes, index) => [`audit-image-${index}`, bytes] as never),
    );
    for (const [name, bytes] of files) {
      const key = nameOf(session, name);
      await this.options.pictures.put(output.bucket, key, bytes, session.principal, kmsKeyId);
    }
  }

  private async compareFaces(input: Input, principal: Principal) {
    const least = numberOf(input.SimilarityThreshold, 80);
    const [source, target] = await Promise.all([
      this.analyse(input.SourceImage, principal),
      this.analyse(input.TargetImage, principal),
    ]);
    const wanted = source.faces[0];
    if (!wanted || target.faces.length === 0) {
      const message = 'Request has invalid parameters: an image has no face.';
      throw new AwsError('InvalidParameterException', message);
    }
    const compared = target.faces.map((face) => ({
      face: comparedFaceOf(target, face),
      similarity: similarityOf(distanceBetween(wanted, face)),
    }));
    const matches = compared.filter(({ similarity }) => similarity >= least);
    return {
      SourceImageFace: {
        BoundingBox: boundingBoxOf(source, wanted),
        Confidence: wanted.score * 100,
      },
      FaceMatches: matches
        .sort((a, b) => b.similarity - a.similarity)
        .map(({ face, similarity }) => ({ Similarity: similarity, Face: face })),
      UnmatchedFaces: compared
        .filter(({ similarity }) => similarity < least)
        .map(({ face }) => face),
    };
  }

  private async detectFaces(input: Input, principal: Principal) {
    const picture = await this.analyse(input.Image, principal);
    return { FaceDetails: picture.faces.map((face) => faceDetailOf(picture, face)) };
  }

  private async analyse(image: unknown, principal: Principal) {
    const bytes = await readPicture(image, this.options.pictures, principal);
    const analysed = await this.options.analyser.analyse(bytes);
    if (analysed.ok) return analysed.value;
    if (analysed.error === 'pictureTooManyBytes' || analysed.error === 'pictureTooManyPixels') {
      throw new AwsError('ImageTooLargeException', 'The image is too large.');
    }
    throw new AwsError('InvalidImageFormatException', 'The image cannot be read.');
  }
}

const nameOf = (session: LivenessSession, name: string): string =>
  `${session.settings.output?.keyPrefix ?? ''}${session.id}/${name}.jpg`;

function numberOf(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && value >= 0 && value <= 100) return value;
  throw new AwsError('InvalidParameterException', 'SimilarityThreshold must be 0 to 100.');
}

function settingsOf(input: Input): LivenessSession['settings'] {
  const settings = (input.Settings ?? {}) as Input;
  const output = settings.OutputConfig as Input | undefined;
  const auditImagesLimit = settings.AuditImagesLimit ?? 0;
  if (!Number.isInteger(auditImagesLimit) || Number(auditImagesLimit) > 4) {
    throw new AwsError('InvalidParameterException', 'AuditImagesLimit must be 0 to 4.');
  }
  if (output && typeof output.S3Bucket !== 'string') {
    throw new AwsError('InvalidParameterException', 'OutputConfig needs an S3Bucket.');
  }
  return {
    auditImagesLimit: Number(auditImagesLimit),
    ...(output && {
      output: { bucket: String(output.S3Bucket), keyPrefix: String(output.S3KeyPrefix ?? '') },
    }),
    ...(typeof input.KmsKeyId === 'string' && { kmsKeyId: input.KmsKeyId }),
  };
}
