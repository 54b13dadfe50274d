/** Invents people: complete, consistent, and provably nobody. */
import { addMonths, type IsoDate, isoDate } from '../../lambdas/core/calendar';
import { luhnCheckDigit } from '../../lambdas/core/users/card-number';
import { ageOn, idNumberCheckDigit, type Sex } from '../../lambdas/core/users/id-number';
import { type Random, seededRandom } from './random';

export interface InventedPerson {
  readonly name: string;
  readonly sex: Sex;
  /** As printed on the card, without 族. */
  readonly ethnicity: string;
  readonly birthDate: IsoDate;
  readonly address: string;
  readonly idNumber: string;
  readonly issuer: string;
  readonly validFrom: IsoDate;
  /** Absent: valid for life (长期). */
  readonly validUntil?: IsoDate;
  readonly phoneNumber: string;
  readonly bankCardNumber: string;
}

/**
 * A person for a seed; the same seed invents the same person. 22 to 55 years old in 2026, with a
 * card valid until 2029 at least. The ID number's area is `9999` of a province, which GB/T 2260
 * never assigned: the number is well formed and belongs to nobody.
 */
export function inventPerson(
  seed: number,
  chosen: Partial<Pick<InventedPerson, 'name' | 'sex' | 'birthDate'>> = {},
): InventedPerson {
  const random = seededRandom(seed);
  const sex = chosen.sex ?? random.pick(['male', 'female'] as const);
  const name = chosen.name ?? random.pick(surnames) + inventGivenName(random);
  const birthDate = chosen.birthDate ?? inventDate(random, 1971, 2004);
  const province = random.pick(provinces);
  const city = random.pick(cities);
  const district = random.pick(districts);
  const ethnicity = random.fraction() < 0.85 ? '汉' : random.pick(minorities);
  const birthDigits = birthDate.replaceAll('-', '');
  const first17 = `${province.code}9999${birthDigits}${inventSequence(random, sex)}`;
  const first18 = `629999${random.digits(12)}`;
  return {
    name,
    sex,
    ethnicity,
    birthDate,
    address: inventAddress(random, `${province.name}${city}市${district}`),
    idNumber: first17 + idNumberCheckDigit(first17),
    issuer: `${city}市公安局${district.slice(0, -1)}分局`,
    ...inventValidity(random, birthDate),
    phoneNumber: `154${random.digits(8)}`,
    bankCardNumber: first18 + luhnCheckDigit(first18),
  };
}

const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧'];
const givenCharacters = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅建国文博雨欣子涵浩然思远依诺梓晨一',
];
const minorities = ['回', '满', '壮', '苗', '土家', '蒙古'];
const cities = ['云溪', '青禾', '南栖', '望川', '锦岚', '临泽', '白鹭', '松阳'];
const districts = ['东湖区', '新桥区', '长亭区', '西园区', '虹桥区', '北塘区'];
const roads = ['建设', '人民', '学府', '明月', '滨河', '长安', '梧桐', '和平'];
const estates = ['清风苑', '阳光花园', '金桂小区', '翠竹新村', '水岸名居'];
const provinces = [
  { code: '32', name: '江苏省' },
  { code: '33', name: '浙江省' },
  { code: '34', name: '安徽省' },
  { code: '37', name: '山东省' },
  { code: '42', name: '湖北省' },
  { code: '43', name: '湖南省' },
  { code: '44', name: '广东省' },
  { code: '51', name: '四川省' },
];

function inventGivenName(random: Random): string {
  const length = random.fraction() < 0.25 ? 1 : 2;
  return Array.from({ length }, () => random.pick(givenCharacters)).join('');
}

function inventDate(random: Random, firstYear: number, lastYear: number): IsoDate {
  const two = (value: number): string => String(value).padStart(2, '0');
  const month = two(random.integer(1, 12));
  const year = random.integer(firstYear, lastYear);
  return isoDate(`${year}-${month}-${two(random.integer(1, 28))}`);
}

function inventSequence(random: Random, sex: Sex): string {
  return random.digits(2) + random.pick(sex === 'male' ? [1, 3, 5, 7, 9] : [0, 2, 4, 6, 8]);
}

function inventAddress(random: Random, area: string): string {
  const road = `${random.pick(roads)}${random.pick(['路', '大道', '街'])}${random.integer(1, 899)}号`;
  const home = `${random.integer(1, 28)}幢${random.integer(1, 4)}单元${random.integer(101, 2604)}室`;
  return random.fraction() < 0.6 ? area + road + random.pick(estates) + home : area + road;
}

/** Resident Identity Card Law, art. 5: ten years at 16 to 25, twenty at 26 to 45, then for life. */
function inventValidity(
  random: Random,
  birthDate: IsoDate,
): Pick<InventedPerson, 'validFrom' | 'validUntil'> {
  const yearOf17 = Number(birthDate.slice(0, 4)) + 17;
  const validFrom = inventDate(random, Math.max(2019, yearOf17), 2025);
  const age = ageOn(birthDate, validFrom);
  if (age >= 46) return { validFrom };
  return { validFrom, validUntil: addMonths(validFrom, age >= 26 ? 240 : 120) };
}
