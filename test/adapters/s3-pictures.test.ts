/** Pictures on the laptop's S3: sent by form, fetched within limits, kept as evidence. */
import { S3Client } from '@aws-sdk/client-s3';
import { S3Pictures } from '../../lambdas/adapters/s3-pictures';
import { type Cloud, startCloud } from '../../local/cloud/cloud';
import { clientOf } from '../local/support/clients';
import { type SmallStage, synthesizeSmallStage } from '../local/support/small-stage';

jest.setTimeout(60_000);

let stage: SmallStage;
let cloud: Cloud;
let s3: S3Client;
let pictures: S3Pictures;

beforeAll(async () => {
  stage = synthesizeSmallStage();
  cloud = await startCloud({ ...stage, stage: 'dev' });
  s3 = clientOf(S3Client, cloud);
  const bucket = () => cloud.deployment.buckets[0]?.name ?? '';
  pictures = new S3Pictures({
    s3,
    uploadsBucket: bucket,
    evidenceBucket: bucket,
    facesBucket: bucket,
  });
});
afterAll(async () => {
  s3.destroy();
  await cloud.close();
  stage.remove();
});

describe('an upload form', () => {
  it('takes one picture under its key, which can then be fetched', async () => {
    expect(await send('cards/a/front', { bytes: 900 })).toBeLessThan(300);
    const fetched = await pictures.fetch(pictures.uploaded('cards/a/front'), 1000);
    expect(fetched.ok && Buffer.from(fetched.value)).toEqual(Buffer.alloc(900, 7));
  });

  it.each([
    ['too large a file', { bytes: 1001 }],
    ['an empty file', { bytes: 0 }],
    ['something that is no picture', { contentType: 'text/html' }],
    ['another key', { key: 'cards/somebody-else/front' }],
    ['a field of its own', { field: 'x-amz-meta-note' }],
  ])('does not take %s', async (_, wrong) => {
    expect(await send('cards/b/front', wrong)).toBeGreaterThanOrEqual(400);
    const place = pictures.uploaded('cards/b/front');
    expect(await pictures.fetch(place, 2000)).toEqual({ ok: false, error: 'pictureMissing' });
  });
});

describe('pictures', () => {
  it('that are larger than allowed are not fetched', async () => {
    await pictures.keep(pictures.evidence('large'), Buffer.alloc(5000, 1));
    const fetched = await pictures.fetch(pictures.evidence('large'), 4999);
    expect(fetched).toEqual({ ok: false, error: 'pictureTooManyBytes' });
  });

  it('are kept as evidence as they were, and may be kept again', async () => {
    const place = pictures.evidence('cards/a/front');
    await pictures.keep(place, Buffer.from('a picture'));
    await pictures.keep(place, Buffer.from('a picture'));
    const fetched = await pictures.fetch(place, 1000);
    expect(fetched.ok && Buffer.from(fetched.value).toString()).toBe('a picture');
  });

  it('can be taken away, more than once', async () => {
    const place = pictures.face('faces/a');
    await pictures.keep(place, Buffer.from('a face'));
    await pictures.discard(place);
    await pictures.discard(place);
    expect(await pictures.fetch(place, 1000)).toEqual({ ok: false, error: 'pictureMissing' });
  });

  it('are seen by whoever holds a link, as a picture that nobody stores', async () => {
    const place = pictures.evidence('cards/a/back');
    await pictures.keep(place, Buffer.from('a picture'));
    const link = await pictures.link(place, 300);
    expect(await (await fetch(link)).text()).toBe('a picture');
    expect((await fetch(link.replace('back', 'front'))).status).toBe(403);
    expect((await fetch(link.replace('300', '3000'))).status).toBe(403);
    await cloud.clock.moveTo(cloud.clock.now() + 301_000);
    expect((await fetch(link)).status).toBe(403);
  });

  it('of another bucket are a mistake, not a missing picture', async () => {
    const place = { bucket: 'no-such-bucket', key: 'x' };
    await expect(pictures.fetch(place, 10)).rejects.toThrow();
  });
});

interface Sent {
  readonly bytes?: number;
  readonly contentType?: string;
  readonly key?: string;
  readonly field?: string;
}

/** Posts the form as a browser would; answers the status. */
async function send(key: string, { bytes = 900, contentType = 'image/jpeg', ...over }: Sent) {
  const { url, fields } = await pictures.uploadForm(key, {
    maximumBytes: 1000,
    expiresInSeconds: 60,
  });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    form.set(name, name === 'key' ? (over.key ?? value) : value);
  }
  form.set('Content-Type', contentType);
  if (over.field) form.set(over.field, 'x');
  form.set('file', new Blob([Buffer.alloc(bytes, 7)]), 'front.jpg');
  return (await fetch(url, { method: 'POST', body: form })).status;
}
