/** The catalogue of the applicant profile: each field with its type, source and meaning. */
import {
  countField,
  distinctField,
  type VelocityField,
  type VelocityKind,
  type VelocityWindow,
  velocityKindNames,
  velocityKinds,
  velocityWindows,
} from './velocity-kinds';

export type FieldType = 'number' | 'text' | 'truth';

/** Asked over the port, each with a version, a time limit and an outcome of its own. */
export const askedSources = ['carrier', 'bureau', 'commerce', 'device', 'ip'] as const;
export type AskedSource = (typeof askedSources)[number];

/** `applicant`: declared or known here. `velocity`, `links`, `lists`: counted from our own rows. */
export type ProfileSource = 'applicant' | AskedSource | 'velocity' | 'links' | 'lists';

export interface ProfileField {
  readonly type: FieldType;
  readonly source: ProfileSource;
  /** What it is, with its unit. */
  readonly means: { readonly en: string; readonly zh: string };
  /** May be asked for by law (a minimum age), never scored: no card and no tree sees it. */
  readonly protectedAttribute?: true;
}

const of =
  (source: ProfileSource, type: FieldType) =>
  (en: string, zh: string): ProfileField => ({ type, source, means: { en, zh } });

const known = of('applicant', 'number');
const knownText = of('applicant', 'text');
const carrier = of('carrier', 'number');
const bureau = of('bureau', 'number');
const commerce = of('commerce', 'number');
const linked = of('links', 'number');
const listed = of('lists', 'truth');

const namedFields = {
  stage: knownText('What is applied for: limit or order', '申请阶段：授信或借款'),
  ageYears: { ...known('Age in completed years', '年龄（周岁）'), protectedAttribute: true },
  monthlyIncomeFen: known('Declared income a month, fen', '申报月收入（分）'),
  monthlyDebtFen: known('Declared payments on debts elsewhere a month, fen', '申报月负债（分）'),
  employment: knownText('Declared employment', '申报职业类型'),
  employedMonths: known('Months with the present employer', '现职月数'),
  requestedAmountFen: known('Amount applied for, fen; an order only', '申请金额（分）'),
  requestedTermMonths: known('Term applied for, months; an order only', '申请期数'),
  requestedInstalmentFen: known('Largest instalment applied for, fen', '申请月供（分）'),
  openInstalmentsFen: known('Instalments a month on open loans here, fen', '在贷月供（分）'),
  debtServicePpm: known('(debts + instalments) ÷ income, ppm', '偿债收入比（百万分之一）'),
  ordersLastDay: known('Orders in the last 24 hours', '近 24 小时借款申请数'),
  overdueOrders: known('Orders overdue or written off here', '逾期或核销借款数'),
  settledOrders: known('Orders settled here', '已结清借款数'),
  accountAgeDays: known('Days since registration', '注册天数'),
  hourOfDay: known('Hour of the application in China, 0 to 23', '申请时刻（小时）'),
  sourcesAbsent: known('Sources that should have answered and did not', '未应答数据源数'),

  carrierMonthsInNet: carrier('Months with the phone number', '手机号在网月数'),
  carrierRealNameMatched: of('carrier', 'truth')(
    'Name and ID number are those of the phone number',
    '手机号实名一致',
  ),
  carrierStatus: of('carrier', 'text')('active, suspended or closed', '手机号状态'),

  bureauScore: bureau('Credit bureau score, 300 to 900', '征信评分'),
  bureauOpenLoans: bureau('Open loans elsewhere', '他行未结清贷款数'),
  bureauInquiries30d: bureau('Loan inquiries in 30 days', '近 30 天贷款审批查询数'),
  bureauInquiries90d: bureau('Loan inquiries in 90 days', '近 90 天贷款审批查询数'),
  bureauDelinquencies24m: bureau('Months delinquent in 24 months', '近 24 月逾期月数'),
  bureauMonthlyDebtFen: bureau('Payments on debts elsewhere a month, fen', '征信月负债（分）'),

  commerceAccountMonths: commerce('Age of the shopping account, months', '电商账户月数'),
  commerceMonthlySpendFen: commerce('Average spend a month, fen', '电商月均消费（分）'),
  commerceReturnsPpm: commerce('Orders returned, ppm', '电商退货率（百万分之一）'),

  deviceAgeDays: of('device', 'number')('Days since the device was first seen', '设备首见天数'),
  deviceEmulator: of('device', 'truth')('The device is an emulator', '设备为模拟器'),
  deviceRooted: of('device', 'truth')('The device is rooted', '设备已越狱或获取最高权限'),

  ipCountry: of('ip', 'text')('Country of the address, ISO 3166', 'IP 所在国家'),
  ipAsn: of('ip', 'number')('Autonomous system of the address', 'IP 自治域号'),

  linkedByDevice: linked('Other customers seen on the device', '同设备其他客户数'),
  linkedByPhone: linked('Other customers whose contact the phone is', '手机号被填为联系人的客户数'),
  linkedByCard: linked('Other customers with the card', '同银行卡其他客户数'),
  linkedByContact: linked('Other customers with the same contact', '同联系人其他客户数'),
  linkedCustomers: linked('Different customers linked by any of them', '关联客户数'),
  linkedOverduePpm: linked(
    'Linked customers who are overdue, ppm',
    '关联客户逾期占比（百万分之一）',
  ),
  linkedBeyondCap: of('links', 'truth')(
    'More customers are linked than are looked at',
    '关联超上限',
  ),

  onBlackList: listed('A black list holds', '命中黑名单'),
  onGreyList: listed('A grey list holds', '命中灰名单'),
  onWhiteList: listed('A white list holds', '命中白名单'),
} as const satisfies Readonly<Record<string, ProfileField>>;

export type FieldName = keyof typeof namedFields | VelocityField;

const kindNames: Readonly<Record<VelocityKind, readonly [string, string]>> = {
  phone: ['phone', '手机号'],
  idNumber: ['ID number', '身份证号'],
  device: ['device', '设备'],
  ip: ['address', 'IP'],
  subnet: ['network of 256 addresses', 'IP 网段'],
  card: ['bank card', '银行卡'],
  contact: ['contact', '联系人'],
  employer: ['employer', '单位'],
};

const windowNames: Readonly<Record<VelocityWindow, readonly [string, string]>> = {
  '1h': ['1 hour', '1 小时'],
  '24h': ['24 hours', '24 小时'],
  '7d': ['7 days', '7 天'],
  '30d': ['30 days', '30 天'],
};

const velocityFields = Object.fromEntries(
  velocityKindNames.flatMap((kind) =>
    velocityWindows.flatMap((window) => {
      const [[en, zh], [period, periodZh]] = [kindNames[kind], windowNames[window]];
      const [whose, whoseZh] =
        velocityKinds[kind] === 'Devices' ? ['Devices', '设备'] : ['Customers', '客户'];
      const counted = of('velocity', 'number');
      return [
        [
          countField(kind, window),
          counted(`Applications with the ${en} in ${period}`, `近${periodZh}同${zh}申请数`),
        ],
        [
          distinctField(kind, window),
          counted(`${whose} with the ${en} in ${period}`, `近${periodZh}同${zh}${whoseZh}数`),
        ],
      ];
    }),
  ),
) as Readonly<Record<VelocityField, ProfileField>>;

export const profileCatalogue: Readonly<Record<FieldName, ProfileField>> = {
  ...namedFields,
  ...velocityFields,
};

export const fieldNames = Object.keys(profileCatalogue) as readonly FieldName[];

/** The catalogue as the rule engine wants it: what may be asked for, and its type. */
export const profileFields = Object.fromEntries(
  fieldNames.map((name) => [name, profileCatalogue[name].type]),
) as Readonly<Record<FieldName, FieldType>>;
