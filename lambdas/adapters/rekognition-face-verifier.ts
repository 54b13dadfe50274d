/** The face verifier on Amazon Rekognition: Face Liveness and CompareFaces over our own bucket. */
import {
  CompareFacesCommand,
  CreateFaceLivenessSessionCommand,
  GetFaceLivenessSessionResultsCommand,
  type GetFaceLivenessSessionResultsCommandOutput,
  type Image,
  type RekognitionClient,
} from '@aws-sdk/client-rekognition';
import type {
  FaceCompareError,
  FaceMatch,
  FaceProviderDown,
  FaceVerifier,
  FilmingRights,
  LivenessError,
  LivenessPassed,
  LivenessRequest,
  LivenessSession,
  StoredPicture,
} from '../core/ports/face-verifier';
import { failure, type Result, success } from '../core/result';
import { isNetworkTrouble, isServerFault } from './network-trouble';

export interface RekognitionFaceVerifierOptions {
  readonly client: RekognitionClient;
  /** The region whose liveness stream the client is to use. */
  readonly region: string;
  /** Where Rekognition puts reference and audit pictures, under `liveness/`. */
  readonly bucket: string;
  /** KMS key the pictures are encrypted with. */
  readonly keyArn: string;
  /** Least confidence of liveness and least similarity, 0 to 100. */
  readonly livenessThreshold: number;
  readonly similarityThreshold: number;
  /** Lends the client what it films with; the session's name is the request's token. */
  readonly lend: (sessionName: string) => Promise<FilmingRights>;
  /** Further pictures kept for review, 0 to 4. */
  readonly auditPictures?: number;
}

/** Amazon Rekognition Developer Guide, CreateFaceLivenessSession: a session lives three minutes. */
const lifetimeSeconds = 180;

export class RekognitionFaceVerifier implements FaceVerifier {
  constructor(private readonly options: RekognitionFaceVerifierOptions) {}

  async createSession({
    purpose,
    userId,
    token,
  }: LivenessRequest): Promise<Result<LivenessSession, FaceProviderDown>> {
    const { client, region, bucket, keyArn, lend, auditPictures = 0 } = this.options;
    const output = { S3Bucket: bucket, S3KeyPrefix: `liveness/${userId}/${purpose}/` };
    const command = new CreateFaceLivenessSessionCommand({
      ClientRequestToken: token,
      KmsKeyId: keyArn,
      Settings: { AuditImagesLimit: auditPictures, OutputConfig: output },
    });
    try {
      // The rights cost nothing, the session does: it comes second.
      const rights = await lend(token);
      const { SessionId } = await client.send(command);
      if (!SessionId) throw new Error('Rekognition answered without a session id');
      return success({ providerSessionId: SessionId, region, lifetimeSeconds, rights });
    } catch (error) {
      if (isDown(error)) return failure('faceProviderDown');
      throw error;
    }
  }

  async result(providerSessionId: string): Promise<Result<LivenessPassed, LivenessError>> {
    try {
      const command = new GetFaceLivenessSessionResultsCommand({ SessionId: providerSessionId });
      return this.judge(await this.options.client.send(command));
    } catch (error) {
      if (nameOf(error) === 'SessionNotFoundException') return failure('livenessNotFound');
      if (isDown(error)) return failure('faceProviderDown');
      throw error;
    }
  }

  async compare(
    reference: StoredPicture,
    portrait: StoredPicture,
  ): Promise<Result<FaceMatch, FaceCompareError>> {
    try {
      const { FaceMatches = [] } = await this.options.client.send(
        new CompareFacesCommand({
          SourceImage: imageOf(reference),
          TargetImage: imageOf(portrait),
          SimilarityThreshold: this.options.similarityThreshold,
        }),
      );
      const similarity = Math.max(0, ...FaceMatches.map((match) => match.Similarity ?? 0));
      if (similarity < this.options.similarityThreshold) return failure('faceMismatch');
      return success({ similarity });
    } catch (error) {
      const refusal = compareErrors[nameOf(error)];
      if (refusal) return failure(refusal);
      if (isDown(error)) return failure('faceProviderDown');
      throw error;
    }
  }

  private judge(
    output: GetFaceLivenessSessionResultsCommandOutput,
  ): Result<LivenessPassed, LivenessError> {
    switch (output.Status) {
      case 'CREATED':
      case 'IN_PROGRESS':
        return failure('livenessNotFinished');
      case 'EXPIRED':
        return failure('livenessExpired');
      case 'SUCCEEDED': {
        // Succeeded means that the check was carried out; the confidence says what came of it.
        const confidence = output.Confidence ?? 0;
        const { Bucket: bucket, Name: key } = output.ReferenceImage?.S3Object ?? {};
        if (confidence < this.options.livenessThreshold) return failure('livenessRefused');
        if (!bucket || !key) return failure('livenessFailed');
        return success({ confidence, reference: { bucket, key } });
      }
      default:
        return failure('livenessFailed');
    }
  }
}

/** Rekognition's way to say "no face in one of the images" is an invalid parameter. */
const compareErrors: Readonly<Record<string, FaceCompareError>> = {
  InvalidParameterException: 'faceNotFound',
  InvalidImageFormatException: 'facePictureUnusable',
  ImageTooLargeException: 'facePictureUnusable',
  // A card's picture is kept a moment after the card is confirmed: ask again.
  InvalidS3ObjectException: 'faceProviderDown',
};

/** The provider is busy or broken, or nothing answers there: it may be asked again. */
const passing = new Set([
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'Throttling',
  'ThrottlingException',
]);

const isDown = (error: unknown): boolean =>
  isNetworkTrouble(error) || isServerFault(error) || passing.has(nameOf(error));

const imageOf = ({ bucket, key }: StoredPicture): Image => ({
  S3Object: { Bucket: bucket, Name: key },
});

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');
