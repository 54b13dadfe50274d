import { settingsOf, stageNames } from '../../../lib/config';
import { clearFaces, faceCount, faceOf } from '../../../local/pictures/faces';
import { renderIdCardFront } from '../../../local/pictures/id-card';
import { livenessFrames } from '../../../local/pictures/liveness-frames';
import { inventPerson } from '../../../local/pictures/people';
import { challengeFor } from '../../../local/rekognition/challenge';
import {
  distanceBetween,
  type Face,
  modelParts,
  samePersonDistance,
  similarityOf,
} from '../../../local/rekognition/faces';
import { Rekognition } from '../../../local/rekognition/rekognition';
import { WorkerAnalyser } from '../../../local/rekognition/worker-analyser';
import { ToldPictures } from '../../support/told-faces';

const bucket = 'evidence';

describe('the face model', () => {
  const loaded: string[] = [];
  const analyser = new WorkerAnalyser((part, count, of) => loaded.push(`${part} ${count}/${of}`));
  afterAll(() => analyser.close());

  it('tells what it has loaded, and answers for what is no picture', async () => {
    const analysed = await analyser.analyse(Buffer.from('no picture'));

    expect(analysed).toEqual({ ok: false, error: 'pictureFormatUnknown' });
    expect(loaded).toEqual(modelParts.map((part, index) => `${part} ${index + 1}/4`));
  }, 600_000);

  it('knows everyone again on their card, and takes nobody for another', async () => {
    const [atCamera, onCard] = [new Map<number, Face>(), new Map<number, Face>()];
    for (let index = 0; index < faceCount; index += 1) {
      const [frame] = await livenessFrames(index, challengeFor('any'), 40 + index);
      const card = await renderIdCardFront(inventPerson(index), await faceOf(index));
      const [seen, printed] = [await faceIn(frame!), await faceIn(card)];
      if (seen) atCamera.set(index, seen);
      if (printed) onCard.set(index, printed);
    }
    // The others are sometimes missed: another picture is asked for then.
    for (const index of clearFaces) {
      expect(distanceBetween(atCamera.get(index)!, onCard.get(index)!)).toBeLessThan(0.3);
    }
    const strangers = [...atCamera].flatMap(([index, seen]) =>
      [...onCard]
        .filter(([other]) => other !== index)
        .map(([other, printed]) => ({ index, other, distance: distanceBetween(seen, printed) })),
    );
    expect(strangers.length).toBeGreaterThan(350);
    expect(strangers.filter(({ distance }) => distance <= samePersonDistance)).toEqual([]);
    for (const { faces } of stageNames.map(settingsOf)) {
      const accepted = strangers.filter(
        ({ distance }) => similarityOf(distance) >= faces.similarityThreshold,
      );
      expect(accepted).toEqual([]);
    }
  }, 600_000);

  it('lets its owner pass liveness and match the card, and nobody else', async () => {
    const pictures = new ToldPictures();
    const rekognition = new Rekognition({ analyser, pictures, now: () => 0 });
    const card = await renderIdCardFront(inventPerson(1), await faceOf(6), { tiltDegrees: 4 });
    pictures.objects.set(`${bucket}/card.jpg`, card);

    const owner = await pass(rekognition, 6);
    const stranger = await pass(rekognition, 7);

    expect(owner.Confidence).toBeGreaterThan(90);
    expect(stranger.Confidence).toBeGreaterThan(90);
    expect(await matches(rekognition, owner)).toBe(true);
    expect(await matches(rekognition, stranger)).toBe(false);
  }, 600_000);

  it('refuses a still picture and a change of person', async () => {
    const rekognition = new Rekognition({ analyser, pictures: new ToldPictures(), now: () => 0 });
    const still = await pass(rekognition, 8, (frames) => frames.map(() => frames[0]!));
    const swapped = await pass(rekognition, 8, async (frames, challenge) => {
      const other = await livenessFrames(9, challenge, 77);
      return frames.map((frame, index) => (index === 2 ? other[2]! : frame));
    });

    expect(still.Confidence).toBe(0);
    expect(swapped.Confidence).toBe(0);
  }, 600_000);

  async function faceIn(picture: Buffer): Promise<Face | undefined> {
    const analysed = await analyser.analyse(picture);
    return analysed.ok ? analysed.value.faces[0] : undefined;
  }
});

// biome-ignore lint/suspicious/noExplicitAny: answers are JSON, each test knows its shape
type Answer = any;
type Challenge = ReturnType<typeof challengeFor>;

const principal = { roleId: 'role' };
let seed = 1000;

/** A session filmed by a face, its frames perhaps changed. */
async function pass(
  rekognition: Rekognition,
  face: number,
  change: (frames: Buffer[], challenge: Challenge) => Buffer[] | Promise<Buffer[]> = (same) => same,
): Promise<Answer> {
  const input = { Settings: { OutputConfig: { S3Bucket: bucket } } };
  const create = { action: 'CreateFaceLivenessSession', input, principal };
  const SessionId = String((await rekognition.call(create)).SessionId);
  const challenge = rekognition.challengeOf(SessionId);
  const frames = await livenessFrames(face, challenge, seed++);
  await rekognition.submitFrames(SessionId, await change(frames, challenge));
  const action = 'GetFaceLivenessSessionResults';
  return rekognition.call({ action, input: { SessionId }, principal });
}

async function matches(rekognition: Rekognition, session: Answer): Promise<boolean> {
  const { S3Object } = session.ReferenceImage;
  const input = {
    SourceImage: { S3Object },
    TargetImage: { S3Object: { Bucket: bucket, Name: 'card.jpg' } },
    SimilarityThreshold: 90,
  };
  const answer: Answer = await rekognition.call({ action: 'CompareFaces', input, principal });
  return answer.FaceMatches.length > 0;
}
