/** `npm run -s person`: an invented borrower with pictures, to walk the API by hand. */
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FaceCheck, worldAt } from '../local/life/world';
import { clearFaces, faceOf } from '../local/pictures/faces';
import { renderIdCardBack, renderIdCardFront } from '../local/pictures/id-card';
import { livenessFrames } from '../local/pictures/liveness-frames';
import { inventPerson } from '../local/pictures/people';

const usage = `npm run -s person -- SEED --out DIR
    writes DIR/person.json, DIR/front.jpg and DIR/back.jpg of an invented person

npm run -s person -- SEED --show-face LIVENESS_SESSION.json [--url http://127.0.0.1:3000]
    shows this person's face to a running laptop's camera, moving as the session asks; the file
    holds what POST /identity/liveness-sessions answered
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      'show-face': { type: 'string' },
      url: { type: 'string', default: 'http://127.0.0.1:3000' },
    },
  });
  const seed = Number(positionals[0]);
  const session = values['show-face'];
  if (!Number.isSafeInteger(seed) || seed < 0 || (!values.out && !session)) {
    process.stdout.write(usage);
    return;
  }
  if (values.out) await write(seed, values.out);
  if (session) await showFace(seed, session, values.url);
}

/** Faces that the laptop's camera finds every time. */
const faceIndexOf = (seed: number): number => clearFaces[seed % clearFaces.length] ?? 0;

async function write(seed: number, folder: string): Promise<void> {
  const person = inventPerson(seed, { sex: 'female' });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'person.json'), `${JSON.stringify(person, null, 2)}\n`);
  const portrait = await faceOf(faceIndexOf(seed));
  writeFileSync(join(folder, 'front.jpg'), await renderIdCardFront(person, portrait));
  writeFileSync(join(folder, 'back.jpg'), await renderIdCardBack(person));
  process.stdout.write(`${folder}: person.json, front.jpg, back.jpg\n`);
}

async function showFace(seed: number, file: string, url: string): Promise<void> {
  const world = worldAt(url);
  const session = JSON.parse(readFileSync(file, 'utf8')) as FaceCheck;
  const challenge = await world.challengeOf(session.providerSessionId);
  await world.submitFrames(
    session,
    await livenessFrames(faceIndexOf(seed), challenge, randomInt(2 ** 31)),
  );
  process.stdout.write(`filmed: ${challenge.movements.join(', ')}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
