/** What is wrong with a picture, measured on drawn cards whose labels are where they are drawn. */
import { decodePicture } from '../../../lambdas/adapters/picture-decoder';
import { greyPicture } from '../../../lambdas/core/users/grey-picture';
import { worstFlaw } from '../../../lambdas/core/users/picture-flaws';
import { flawsOf, portraitFlaw } from '../../../lambdas/core/users/picture-quality';
import type { TextLine } from '../../../lambdas/core/users/text-line';
import type { Disturbances } from '../../../local/pictures/disturbances';
import { faceOf } from '../../../local/pictures/faces';
import { renderIdCardFront } from '../../../local/pictures/id-card';
import { inventPerson } from '../../../local/pictures/people';
import { textAt } from '../../support/text-lines';

jest.setTimeout(60_000);

describe('a picture of a card', () => {
  it.each<[string, Disturbances, string[]]>([
    ['as drawn', {}, []],
    ['noisy', { noiseLevels: 12, quality: 60 }, []],
    ['a little blurred', { blurPixels: 1.2, noiseLevels: 8 }, []],
    ['blurred', { blurPixels: 4 }, ['blurred']],
    ['blurred and noisy', { blurPixels: 4, noiseLevels: 10 }, ['blurred']],
    ['dark', { light: 0.1 }, ['tooDark']],
    ['with light on the number', { glare: { x: 0.6, y: 0.88, radiusShare: 0.35 } }, ['glare']],
  ])('%s has the flaws it has: %o %o', async (_, disturbances, flaws) => {
    expect(flawsOf(await drawn(disturbances), labels(1), 'front')).toEqual(flaws);
  });

  it('is cut off when a corner must lie outside of it, as far as the labels tell', async () => {
    expect(flawsOf(await drawn({ cut: { right: 0.15 } }), labels(1), 'front')).toEqual(['cutOff']);
    expect(flawsOf(await drawn({ cut: { bottom: 0.02 } }), labels(1), 'front')).toEqual([]);
  });

  it('without labels is cut off when what is left of it stands at the edge', async () => {
    const number = textAt(0, 540, '9999199001062739');
    const picture = await drawn({});
    expect(flawsOf(picture, [number], 'front')).toEqual(['cutOff']);
    // A receipt runs out of its picture as well, and is no card.
    expect(flawsOf(picture, [textAt(0, 540, '合计 128.00 元')], 'front')).toEqual([]);
  });

  it('is too small when its strokes must run together', async () => {
    expect(flawsOf(await drawn({ scale: 0.3 }), labels(0.3), 'front')).toEqual(['tooSmall']);
  });

  it('hides the portrait behind light or beyond its edge, and else does not', async () => {
    const light = { glare: { x: 0.78, y: 0.4, radiusShare: 0.25 } };
    expect(portraitFlaw(await drawn(light), labels(1))).toBe('glare');
    expect(portraitFlaw(await drawn({ cut: { right: 0.15 } }), labels(1))).toBe('cutOff');
    expect(portraitFlaw(await drawn({}), labels(1))).toBeUndefined();
  });
});

describe('of several flaws', () => {
  it('the one to mend first is told', () => {
    expect(worstFlaw(['blurred', 'tooDark', 'cutOff'])).toBe('cutOff');
    expect(worstFlaw([])).toBeUndefined();
  });
});

async function drawn(disturbances: Disturbances) {
  const picture = await renderIdCardFront(inventPerson(1), await faceOf(9), disturbances);
  const decoded = decodePicture(picture);
  if (!decoded.ok) throw new Error(decoded.error);
  const { data, width, height } = decoded.value;
  return greyPicture(data, width, height);
}

/** The labels where local/pictures/id-card.ts draws them. */
function labels(scale: number): TextLine[] {
  const places = [
    ['姓名', 97],
    ['性别', 175],
    ['出生', 249],
    ['住址', 325],
    ['公民身份号码', 555],
  ] as const;
  return places.map(([text, middle]) => {
    const line = textAt(63, middle - 18, text);
    const scaled = line.box.map(({ x, y }) => ({ x: x * scale, y: y * scale }));
    return { ...line, box: scaled as unknown as TextLine['box'] };
  });
}
