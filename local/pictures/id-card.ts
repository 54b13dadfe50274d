/** Draws both sides of an invented resident identity card, marked as a specimen. */
import {
  type Brush,
  blank,
  type Canvas,
  canvasOf,
  type FontWeight,
  font,
  type Typeface,
} from './canvas';
import { type Disturbances, disturb } from './disturbances';
import type { InventedPerson } from './people';

/** 85.6 by 54 mm (ISO/IEC 7810 ID-1) at 300 dots per inch. */
const width = 1012;
const height = 638;
const blue = '#2f6db5';
const black = '#1c1c1c';
const addressCharactersPerLine = 11;

/** In what a card is printed; Noto Sans throughout unless told. */
export interface Print {
  readonly weight?: FontWeight;
  readonly typeface?: Typeface;
  /** Of the citizen number. */
  readonly number?: Typeface;
}

/** The side with the portrait, as JPEG. @param portrait a JPEG or PNG, see `faceOf`. */
export async function renderIdCardFront(
  person: InventedPerson,
  portrait: Uint8Array,
  disturbances: Disturbances = {},
  print: Print = {},
): Promise<Buffer> {
  const [canvas, brush] = cardGround('#e8f0f4', '#f6efe8');
  const [year, month, day] = person.birthDate.split('-').map(Number);
  const { weight, typeface } = print;
  const label = (text: string, x: number, y: number) =>
    write(brush, text, x, y, { size: 30, colour: blue, typeface });
  const value = (text: string, x: number, y: number, size = 34) =>
    write(brush, text, x, y, { size, weight, typeface });
  label('姓名', 70, 108);
  value(person.name, 178, 110, 42);
  label('性别', 70, 186);
  value(person.sex === 'male' ? '男' : '女', 178, 187);
  label('民族', 300, 186);
  value(person.ethnicity, 390, 187);
  label('出生', 70, 260);
  value(String(year), 178, 261);
  label('年', 272, 260);
  value(String(month), 330, 261);
  label('月', 384, 260);
  value(String(day), 436, 261);
  label('日', 490, 260);
  label('住址', 70, 336);
  const lines = person.address.match(new RegExp(`.{1,${addressCharactersPerLine}}`, 'gu')) ?? [];
  lines.forEach((line, index) => {
    value(line, 178, 337 + index * 50);
  });
  label('公民身份号码', 70, 566);
  const number = { size: 44, weight: 'medium', typeface: print.number, spacing: '3px' } as const;
  write(brush, person.idNumber, 330, 570, number);
  await drawPortrait(brush, portrait);
  write(brush, 'SPECIMEN', 730, 490, { size: 20, colour: '#b9c4cb' });
  return disturb(canvas, disturbances);
}

/** The side with the authority and the validity, as JPEG. */
export async function renderIdCardBack(
  person: InventedPerson,
  disturbances: Disturbances = {},
  print: Print = {},
): Promise<Buffer> {
  const [canvas, brush] = cardGround('#f4ece6', '#e6eef2');
  const { weight, typeface } = print;
  const title = { weight: 'medium', typeface } as const;
  write(brush, '中华人民共和国', 320, 150, { ...title, size: 58, spacing: '10px' });
  write(brush, '居民身份证', 320, 260, { ...title, size: 78, spacing: '24px' });
  brush.fillStyle = '#c23a34';
  brush.beginPath();
  brush.arc(165, 165, 85, 0, 2 * Math.PI);
  brush.fill();
  write(brush, 'SPECIMEN', 112, 172, { size: 20, colour: '#f2d9d2' });
  const label = { size: 30, typeface };
  const value = { size: 34, weight, typeface };
  write(brush, '签发机关', 200, 480, label);
  write(brush, person.issuer, 370, 481, value);
  write(brush, '有效期限', 200, 566, label);
  const dotted = (date: string): string => date.replaceAll('-', '.');
  const end = person.validUntil ? dotted(person.validUntil) : '长期';
  write(brush, `${dotted(person.validFrom)}-${end}`, 370, 567, value);
  return disturb(canvas, disturbances);
}

function cardGround(from: string, to: string): [Canvas, Brush] {
  const [canvas, brush] = blank(width, height, from);
  const ground = brush.createLinearGradient(0, 0, width, height);
  ground.addColorStop(0, from);
  ground.addColorStop(1, to);
  brush.fillStyle = ground;
  brush.fillRect(0, 0, width, height);
  // Fine waves, as security print has them: what a reader must see through.
  brush.strokeStyle = 'rgba(96, 150, 176, 0.22)';
  brush.lineWidth = 1.2;
  for (let wave = 0; wave < 44; wave += 1) {
    brush.beginPath();
    for (let x = 0; x <= width; x += 8) {
      brush.lineTo(x, wave * 15 + 12 * Math.sin(x / 70 + wave * 0.7));
    }
    brush.stroke();
  }
  return [canvas, brush];
}

interface Ink extends Omit<Print, 'number'> {
  readonly size: number;
  readonly colour?: string;
  readonly spacing?: string;
}

function write(brush: Brush, text: string, x: number, baseline: number, ink: Ink): void {
  const { size, colour = black, weight, typeface, spacing = '0px' } = ink;
  brush.font = font(size, weight, typeface);
  brush.letterSpacing = spacing;
  brush.fillStyle = colour;
  brush.fillText(text, x, baseline);
}

/** Cover the portrait's frame, cutting what is too wide or too high. */
async function drawPortrait(brush: Brush, portrait: Uint8Array): Promise<void> {
  const frame = { x: 640, y: 84, width: 300, height: 372 };
  const image = await canvasOf(portrait);
  const scale = Math.max(frame.width / image.width, frame.height / image.height);
  const [cutWidth, cutHeight] = [frame.width / scale, frame.height / scale];
  const left = (image.width - cutWidth) / 2;
  const top = (image.height - cutHeight) / 2;
  const { x, y } = frame;
  brush.drawImage(image, left, top, cutWidth, cutHeight, x, y, frame.width, frame.height);
}
