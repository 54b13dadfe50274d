import { challengeFor, type Movement } from '../../../local/rekognition/challenge';
import { sessionMillis } from '../../../local/rekognition/liveness-sessions';
import { Rekognition } from '../../../local/rekognition/rekognition';
import { framesOfPerson, pictureOf, ToldPictures, toldFaces } from '../../support/told-faces';

const bucket = 'evidence';
const settings = {
  AuditImagesLimit: 2,
  OutputConfig: { S3Bucket: bucket, S3KeyPrefix: 'liveness/' },
};

describe('a liveness session', () => {
  it('succeeds with high confidence when one person does as asked', async () => {
    const world = aWorld();
    const id = await world.create();
    expect(await world.results(id)).toEqual({ SessionId: id, Status: 'CREATED' });

    expect(await world.film(id, 1)).toBe('SUCCEEDED');

    const results = await world.results(id);
    expect(results).toMatchObject({ SessionId: id, Status: 'SUCCEEDED' });
    expect(results.Confidence).toBeGreaterThan(99);
  });

  it('keeps its pictures in the bucket, written with the rights of its creator', async () => {
    const world = aWorld();
    const id = await world.create({ KmsKeyId: 'key-1', Settings: settings });
    await world.film(id, 1);

    expect(await world.results(id)).toMatchObject({
      ReferenceImage: { S3Object: { Bucket: bucket, Name: `liveness/${id}/reference.jpg` } },
      AuditImages: [
        { S3Object: { Name: `liveness/${id}/audit-image-0.jpg` } },
        { S3Object: { Name: `liveness/${id}/audit-image-1.jpg` } },
      ],
    });
    expect(world.pictures.calls).toEqual([
      `role puts evidence/liveness/${id}/reference.jpg under key-1`,
      `role puts evidence/liveness/${id}/audit-image-0.jpg under key-1`,
      `role puts evidence/liveness/${id}/audit-image-1.jpg under key-1`,
    ]);
  });

  it('answers with bytes when no bucket was named', async () => {
    const world = aWorld();
    const id = await world.create({});
    await world.film(id, 1);

    const { ReferenceImage, AuditImages } = await world.results(id);
    expect(Buffer.from(ReferenceImage.Bytes, 'base64').toString()).toContain('"person":1');
    expect(AuditImages).toEqual([]);
  });

  it.each([0, 1, 2, 3])('has low confidence when movement %d is not followed', async (index) => {
    const world = aWorld();
    const id = await world.create();
    const still = { x: 240, y: 320, size: 200, rollDegrees: 0 };
    await world.film(id, 1, { [index + 1]: still });

    expect((await world.results(id)).Confidence).toBeLessThan(60);
  });

  it.each([1, 2, 3, 4])('has no confidence when frame %d shows another person', async (frame) => {
    const world = aWorld();
    const id = await world.create();
    await world.film(id, 1, { [frame]: { person: 2 } });

    expect((await world.results(id)).Confidence).toBe(0);
  });

  it('has no confidence when the face leaves the picture', async () => {
    const world = aWorld();
    const id = await world.create();
    const frames = framesOfPerson(1, world.rekognition.challengeOf(id).movements);
    await world.rekognition.submitFrames(id, [...frames.slice(0, 4), pictureOf()]);

    expect((await world.results(id)).Confidence).toBe(0);
  });

  it('has no confidence in one still picture shown again and again', async () => {
    const world = aWorld();
    const id = await world.create();
    const still = pictureOf({ person: 1 });
    await world.rekognition.submitFrames(id, [still, still, still, still, still]);

    expect((await world.results(id)).Confidence).toBe(0);
  });

  it('has no confidence in a recording of another session', async () => {
    const world = aWorld({ newId: sameChallengeIds() });
    const [first, second] = [await world.create(), await world.create()];
    const { movements } = world.rekognition.challengeOf(first);
    expect(world.rekognition.challengeOf(second).movements).toEqual(movements);
    const recording = framesOfPerson(1, movements);

    await world.rekognition.submitFrames(first, recording);
    await world.rekognition.submitFrames(second, recording);

    expect((await world.results(first)).Confidence).toBeGreaterThan(99);
    expect((await world.results(second)).Confidence).toBe(0);
  });

  it.each([
    ['no face at rest', (frames: Buffer[]) => [pictureOf(), ...frames.slice(1)]],
    ['a frame too few', (frames: Buffer[]) => frames.slice(1)],
    ['what is no picture', (frames: Buffer[]) => [...frames.slice(1), Buffer.from('film')]],
    ['a frame of 2 MB', (frames: Buffer[]) => [...frames.slice(1), Buffer.alloc(2_000_000)]],
    ['nothing', () => []],
  ])('fails over %s, without confidence and pictures', async (_, change) => {
    const world = aWorld();
    const id = await world.create();
    const frames = framesOfPerson(1, world.rekognition.challengeOf(id).movements);

    expect(await world.rekognition.submitFrames(id, change(frames))).toBe('FAILED');

    expect(await world.results(id)).toEqual({ SessionId: id, Status: 'FAILED' });
    expect(world.pictures.calls).toEqual([]);
  });

  it('serves once, whatever came of it', async () => {
    const world = aWorld();
    const id = await world.create();
    await world.rekognition.submitFrames(id, []);

    await expect(world.film(id, 1)).rejects.toMatchObject({ code: 'ConflictException' });
    expect((await world.results(id)).Status).toBe('FAILED');
  });

  it('expires three minutes after its creation, also when it had succeeded', async () => {
    const world = aWorld();
    const [used, unused] = [await world.create(), await world.create()];
    await world.film(used, 1);
    world.now += sessionMillis;
    expect((await world.results(used)).Status).toBe('SUCCEEDED');

    world.now += 1;

    for (const id of [used, unused]) {
      expect(await world.results(id)).toEqual({ SessionId: id, Status: 'EXPIRED' });
      await expect(world.film(id, 1)).rejects.toMatchObject({ code: 'SessionNotFoundException' });
    }
  });

  it('is created once for a token, and not at all for a token used otherwise', async () => {
    const world = aWorld();
    const input = { ClientRequestToken: 'token', Settings: settings };
    const id = await world.create(input);

    expect(await world.create(input)).toBe(id);
    await expect(world.create({ ...input, KmsKeyId: 'other' })).rejects.toMatchObject({
      code: 'IdempotentParameterMismatchException',
    });
  });

  it('is unknown when it never was', async () => {
    await expect(aWorld().results('nothing')).rejects.toMatchObject({
      code: 'SessionNotFoundException',
    });
  });

  it.each([{ AuditImagesLimit: 5 }, { AuditImagesLimit: 'two' }, { OutputConfig: {} }])(
    'is refused with settings %o',
    async (wrong) => {
      await expect(aWorld().create({ Settings: wrong })).rejects.toMatchObject({
        code: 'InvalidParameterException',
      });
    },
  );
});

describe('comparing faces', () => {
  it('finds the largest face of the source among the faces of the target', async () => {
    const world = aWorld();
    const source = pictureOf({ person: 1, size: 200 }, { person: 2, size: 90 });
    const target = pictureOf({ person: 2, x: 100 }, { person: 1, x: 360 });

    const answer = await world.compare(inline(source), inline(target));

    expect(answer.FaceMatches).toHaveLength(1);
    expect(answer.FaceMatches[0]).toMatchObject({ Face: { BoundingBox: { Left: 260 / 480 } } });
    expect(answer.FaceMatches[0].Similarity).toBeGreaterThan(99);
    expect(answer.UnmatchedFaces).toHaveLength(1);
    expect(answer.SourceImageFace.Confidence).toBe(98);
  });

  it('reads objects with the rights of the caller', async () => {
    const world = aWorld();
    world.pictures.objects.set('evidence/card.jpg', pictureOf({ person: 3 }));
    const image = { S3Object: { Bucket: bucket, Name: 'card.jpg' } };

    expect((await world.compare(image, image)).FaceMatches).toHaveLength(1);
    expect(world.pictures.calls).toEqual(Array(2).fill('role gets evidence/card.jpg'));
  });

  it.each([
    ['a source without a face', inline(pictureOf()), 'InvalidParameterException'],
    ['no image', undefined, 'InvalidParameterException'],
    ['a missing object', { S3Object: { Bucket: bucket, Name: 'x' } }, 'InvalidS3ObjectException'],
    ['what is no picture', inline(Buffer.from('text')), 'InvalidImageFormatException'],
    ['six megabytes', inline(Buffer.alloc(6_000_000)), 'ImageTooLargeException'],
  ])('is refused for %s', async (_, image, code) => {
    const target = inline(pictureOf({ person: 1 }));
    await expect(aWorld().compare(image, target)).rejects.toMatchObject({ code });
  });

  it('is refused for a threshold that is none', async () => {
    const image = inline(pictureOf({ person: 1 }));
    await expect(aWorld().compare(image, image, 101)).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
  });
});

it('detects faces with place and roll, and knows no other operations', async () => {
  const world = aWorld();
  const image = inline(pictureOf({ person: 1, rollDegrees: 7 }));

  expect(await world.call('DetectFaces', { Image: image })).toMatchObject({
    FaceDetails: [{ Confidence: 98, Pose: { Roll: 7 }, BoundingBox: { Width: 200 / 480 } }],
  });
  await expect(world.call('DeleteCollection', {})).rejects.toMatchObject({
    code: 'UnknownOperationException',
  });
});

// biome-ignore lint/suspicious/noExplicitAny: answers are JSON, each test knows its shape
type Answer = any;

function aWorld({ newId }: { newId?: () => string } = {}) {
  const pictures = new ToldPictures();
  const world = { now: 1_800_000_000_000, pictures };
  const rekognition = new Rekognition({
    analyser: toldFaces,
    pictures,
    now: () => world.now,
    ...(newId && { newId }),
  });
  const call = (action: string, input: Record<string, unknown>): Promise<Answer> =>
    rekognition.call({ action, input, principal: { roleId: 'role' } });
  return Object.assign(world, {
    rekognition,
    call,
    create: async (input: Record<string, unknown> = { Settings: settings }): Promise<string> =>
      (await call('CreateFaceLivenessSession', input)).SessionId,
    results: (SessionId: string) => call('GetFaceLivenessSessionResults', { SessionId }),
    film: async (id: string, person: number, changed = {}) => {
      const movements: readonly Movement[] = rekognition.challengeOf(id).movements;
      return rekognition.submitFrames(id, framesOfPerson(person, movements, changed));
    },
    compare: (SourceImage: unknown, TargetImage: unknown, SimilarityThreshold = 90) =>
      call('CompareFaces', { SourceImage, TargetImage, SimilarityThreshold }),
  });
}

function inline(picture: Buffer) {
  return { Bytes: picture.toString('base64') };
}

/** Two different ids that happen to ask for the same movements: found by trying. */
function sameChallengeIds(): () => string {
  const seen = new Map<string, string>();
  for (let count = 0; ; count += 1) {
    const id = `session-${count}`;
    const asked = challengeFor(id).movements.join();
    const earlier = seen.get(asked);
    if (earlier) {
      const ids = [earlier, id];
      return () => ids.shift()!;
    }
    seen.set(asked, id);
  }
}
