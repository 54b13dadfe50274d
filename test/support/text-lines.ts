/** Builds recognised text as a reader would see it on a card, whole or tilted. */
import type { Point, TextLine } from '../../lambdas/core/users/text-line';

/** A text at a place of an upright card; 30 pixels a character, as high as wide. */
export function textAt(x: number, y: number, text: string, certainty = 0.99): TextLine {
  const width = 30 * [...text].length;
  const corner = (dx: number, dy: number): Point => ({ x: x + dx, y: y + dy });
  const box = [corner(0, 0), corner(width, 0), corner(width, 36), corner(0, 36)] as const;
  return { text, confidence: certainty, weakestConfidence: certainty, box };
}

/** The same lines in a picture turned clockwise around its upper left corner. */
export function tilted(lines: readonly TextLine[], degrees: number): TextLine[] {
  const [cosine, sine] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const turn = ({ x, y }: Point): Point => ({
    x: x * cosine - y * sine,
    y: x * sine + y * cosine,
  });
  return lines.map(({ box: [a, b, c, d], ...rest }) => ({
    ...rest,
    box: [turn(a), turn(b), turn(c), turn(d)],
  }));
}

/** An invented card; its area code 9999 was never assigned. */
export const cardFrontLines: readonly TextLine[] = [
  textAt(70, 80, '姓名'),
  textAt(180, 75, '欧阳晓'),
  textAt(70, 160, '性别男'),
  textAt(300, 160, '民族汉'),
  textAt(70, 235, '出生'),
  textAt(180, 235, '1990年1月6日'),
  textAt(70, 310, '住址'),
  textAt(180, 310, '湖北省白鹭市虹桥区梧桐'),
  textAt(180, 360, '大道692号金桂小区11'),
  textAt(180, 410, '幢3单元465室'),
  textAt(730, 490, 'SPECIMEN'),
  textAt(70, 540, '公民身份号码'),
  textAt(330, 540, '429999199001062739'),
];

export const cardBackLines: readonly TextLine[] = [
  textAt(320, 110, '中华人民共和国'),
  textAt(320, 210, '居民身份证'),
  textAt(200, 450, '签发机关'),
  textAt(370, 450, '白鹭市公安局虹桥分局'),
  textAt(200, 540, '有效期限'),
  textAt(370, 540, '2020.02.29-2040.02.29'),
];

/** The lines with the one that reads `text` replaced, or left out. */
export function withLine(
  lines: readonly TextLine[],
  text: string,
  change?: Partial<TextLine>,
): TextLine[] {
  if (!lines.some((line) => line.text === text)) throw new Error(`there is no line ${text}`);
  return lines.flatMap((line) => {
    if (line.text !== text) return [line];
    return change ? [{ ...line, ...change }] : [];
  });
}
