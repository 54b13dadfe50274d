import * as fc from 'fast-check';
import { findTextRectangles, type TextRectangle } from '../../lambdas/adapters/ppocr/regions';

const [width, height] = [320, 240];

describe('regions of text', () => {
  it('enclose a tilted bar, grown by what the detector leaves out', () => {
    fc.assert(
      fc.property(fc.integer({ min: -30, max: 30 }), (degrees) => {
        const bar = { x: 160, y: 120, length: 180, thickness: 14, degrees };
        const [found, ...others] = findTextRectangles(mapOf(bar));

        expect(others).toEqual([]);
        expect(Math.abs(degreesOf(found!) - degrees)).toBeLessThan(1.5);
        expect(Math.hypot(found!.centre.x - 160, found!.centre.y - 120)).toBeLessThan(1.5);
        expect(found!.length).toBeGreaterThan(190);
        expect(found!.thickness / bar.thickness).toBeGreaterThan(2);
        expect(found!.thickness / bar.thickness).toBeLessThan(2.8);
      }),
      { numRuns: 30 },
    );
  });

  it('read rightwards even where a single character is higher than wide', () => {
    const [found] = findTextRectangles(mapOf({ x: 100, y: 100, length: 12, thickness: 20 }));
    expect(found!.direction).toEqual({ x: 1, y: 0 });
    expect(found!.length).toBeLessThan(found!.thickness);
  });

  it('leave out specks and faint areas', () => {
    const speck = { x: 20, y: 20, length: 2, thickness: 2 };
    const faint = { x: 160, y: 120, length: 90, thickness: 20, probability: 0.4 };
    expect(findTextRectangles(mapOf(speck, faint))).toEqual([]);
  });

  it('grow a box that saw the inside of a character only to the size of its neighbours', () => {
    const lines = [40, 90, 140].map((y) => ({ x: 120, y, length: 180, thickness: 16 }));
    const inside = { x: 280, y: 90, length: 6, thickness: 6 };
    const found = findTextRectangles(mapOf(...lines, inside));

    const small = found.find(({ centre }) => centre.x > 250);
    const usual = found.find(({ centre }) => centre.x < 250);
    expect(found).toHaveLength(4);
    expect(small!.thickness).toBeCloseTo(usual!.thickness, 6);
  });

  it('take a small box for dirt where it would then reach into a line', () => {
    const lines = [40, 90, 140].map((y) => ({ x: 120, y, length: 180, thickness: 16 }));
    const dirt = { x: 120, y: 65, length: 6, thickness: 6 };
    expect(findTextRectangles(mapOf(...lines, dirt))).toHaveLength(3);
  });
});

interface Bar {
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly thickness: number;
  readonly degrees?: number;
  readonly probability?: number;
}

function mapOf(...bars: readonly Bar[]) {
  const data = new Float32Array(width * height);
  for (const { x, y, length, thickness, degrees = 0, probability = 0.9 } of bars) {
    const angle = (degrees * Math.PI) / 180;
    for (let at = 0; at < data.length; at += 1) {
      const dx = (at % width) + 0.5 - x;
      const dy = Math.floor(at / width) + 0.5 - y;
      const along = dx * Math.cos(angle) + dy * Math.sin(angle);
      const across = dy * Math.cos(angle) - dx * Math.sin(angle);
      if (Math.abs(along) <= length / 2 && Math.abs(across) <= thickness / 2) {
        data[at] = probability;
      }
    }
  }
  return { data, width, height };
}

const degreesOf = ({ direction }: TextRectangle): number =>
  (Math.atan2(direction.y, direction.x) * 180) / Math.PI;
