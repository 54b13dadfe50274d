/**
 * The face verifier on the real SDK, over HTTP, against the laptop's Rekognition.
 * @jest-environment ./test/support/node-errors-environment.ts
 */
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { RekognitionFaceVerifier } from '../../lambdas/adapters/rekognition-face-verifier';
import { type ListeningEndpoint, listenJson } from '../../local/cloud/json-endpoint';
import { AwsError } from '../../local/cloud/service';
import { challengeFor } from '../../local/rekognition/challenge';
import { Rekognition } from '../../local/rekognition/rekognition';
import { framesOfPerson, pictureOf, ToldPictures, toldFaces } from '../support/told-faces';

const request = { purpose: 'identity', userId: 'cus_1', token: 'token-1' };

describe('the face verifier on Rekognition', () => {
  let now = 0;
  let world: World;
  beforeEach(async () => {
    now = 1_800_000_000_000;
    world = await aWorld(() => now);
  });
  afterEach(() => world.close());

  it('creates one session for a token, for three minutes, in its region', async () => {
    const session = await world.verifier.createSession(request);

    expect(session).toMatchObject({
      ok: true,
      value: { region: 'us-east-1', lifetimeSeconds: 180, rights: { accessKeyId: 'token-1' } },
    });
    expect(await world.verifier.createSession(request)).toEqual(session);
    expect(await world.newSession('token-2')).not.toBe(await world.newSession('token-1'));
  });

  it.each([
    ['ThrottlingException', 400],
    ['ProvisionedThroughputExceededException', 400],
    ['InternalServerError', 500],
    ['ServiceUnavailable', 503],
  ])('tells %s from everything a person could have done', async (code, status) => {
    const id = await world.newSession();
    world.trouble = new AwsError(code, 'trouble', status);

    const down = { ok: false, error: 'faceProviderDown' };
    expect(await world.verifier.createSession({ ...request, token: 'token-3' })).toEqual(down);
    expect(await world.verifier.result(id)).toEqual(down);
    expect(await world.compare('a', 'b')).toEqual(down);
  });

  it('calls a provider that nobody answers for down, and a refused right a mistake of ours', async () => {
    const id = await world.newSession();
    world.trouble = new AwsError('AccessDeniedException', 'not authorized');
    await expect(world.verifier.result(id)).rejects.toThrow('not authorized');
    await world.close();
    expect(await world.verifier.result(id)).toEqual({ ok: false, error: 'faceProviderDown' });
  });

  it('passes a living person, whose picture lies with user and purpose', async () => {
    const id = await world.newSession();
    expect(await world.verifier.result(id)).toEqual({ ok: false, error: 'livenessNotFinished' });

    await world.film(id, 1);

    const key = `liveness/cus_1/identity/${id}/reference.jpg`;
    expect(await world.verifier.result(id)).toMatchObject({
      ok: true,
      value: { reference: { bucket: 'evidence', key } },
    });
    expect(world.pictures.calls).toContain(`anyone puts evidence/${key} under key-arn`);
  });

  it('refuses whoever did not do as asked', async () => {
    const id = await world.newSession();
    await world.film(id, 1, { 2: { person: 2 } });

    expect(await world.verifier.result(id)).toEqual({ ok: false, error: 'livenessRefused' });
  });

  it('says whether a session failed, has expired or never was', async () => {
    const [failed, expired] = [await world.newSession('a'), await world.newSession('b')];
    await world.rekognition.submitFrames(failed, []);
    expect(await world.verifier.result(failed)).toEqual({ ok: false, error: 'livenessFailed' });

    now += 180_001;

    expect(await world.verifier.result(expired)).toEqual({ ok: false, error: 'livenessExpired' });
    expect(await world.verifier.result('00000000-0000-4000-8000-000000000000')).toEqual({
      ok: false,
      error: 'livenessNotFound',
    });
  });

  it('compares two stored pictures by the similarity asked for', async () => {
    world.put('one.jpg', pictureOf({ person: 1 }));
    world.put('same.jpg', pictureOf({ person: 2 }, { person: 1, size: 150 }));
    world.put('other.jpg', pictureOf({ person: 2 }));

    const same = await world.compare('one.jpg', 'same.jpg');
    expect(same.ok && same.value.similarity).toBeGreaterThan(99);
    expect(await world.compare('one.jpg', 'other.jpg')).toEqual({
      ok: false,
      error: 'faceMismatch',
    });
  });

  it('tells a picture without a face from one that is none', async () => {
    world.put('one.jpg', pictureOf({ person: 1 }));
    world.put('wall.jpg', pictureOf());
    world.put('text.jpg', Buffer.from('text'));

    const faceNotFound = { ok: false, error: 'faceNotFound' };
    expect(await world.compare('one.jpg', 'wall.jpg')).toEqual(faceNotFound);
    expect(await world.compare('wall.jpg', 'one.jpg')).toEqual(faceNotFound);
    const unusable = { ok: false, error: 'facePictureUnusable' };
    expect(await world.compare('one.jpg', 'text.jpg')).toEqual(unusable);
  });

  it('has no answer about a face while a picture is not kept yet: it is asked again', async () => {
    world.put('one.jpg', pictureOf({ person: 1 }));
    const unanswered = { ok: false, error: 'faceProviderDown' };
    expect(await world.compare('one.jpg', 'coming.jpg')).toEqual(unanswered);
  });
});

type World = Awaited<ReturnType<typeof aWorld>>;

/** The verifier on the real SDK client, over HTTP, against the local service. */
async function aWorld(now: () => number) {
  const pictures = new ToldPictures();
  const rekognition = new Rekognition({ analyser: toldFaces, pictures, now });
  const endpoint: ListeningEndpoint = await listenJson({
    service: () => ({
      call: (call) => (world.trouble ? Promise.reject(world.trouble) : rekognition.call(call)),
    }),
    principal: () => ({ roleId: 'anyone' }),
  });
  const client = new RekognitionClient({
    region: 'us-east-1',
    endpoint: endpoint.url,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret' },
  });
  const verifier = new RekognitionFaceVerifier({
    client,
    region: 'us-east-1',
    bucket: 'evidence',
    keyArn: 'key-arn',
    livenessThreshold: 80,
    similarityThreshold: 90,
    lend: async (accessKeyId) => ({ ...lent, accessKeyId }),
  });
  const at = (key: string) => ({ bucket: 'evidence', key });
  const world = {
    /** What the provider answers to everything from now on. */
    trouble: undefined as AwsError | undefined,
    pictures,
    rekognition,
    verifier,
    put: (key: string, bytes: Buffer) => pictures.objects.set(`evidence/${key}`, bytes),
    compare: (reference: string, portrait: string) => verifier.compare(at(reference), at(portrait)),
    newSession: async (token = 'token') => {
      const session = await verifier.createSession({ ...request, token });
      if (!session.ok) throw new Error(session.error);
      return session.value.providerSessionId;
    },
    film: (id: string, person: number, changed = {}) =>
      rekognition.submitFrames(id, framesOfPerson(person, challengeFor(id).movements, changed)),
    close: async () => {
      client.destroy();
      await endpoint.close();
    },
  };
  return world;
}

const lent = { secretAccessKey: 'secret', sessionToken: 'token', expiresAtMillis: 1 };
