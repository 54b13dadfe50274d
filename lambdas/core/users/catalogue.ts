/**
 * The catalogue of personal data: each field with its class, how and how long it is kept, and what
 * may be shown of it. Sealing, masks, the export, the log's allow-list and docs/compliance.md are
 * derived from it. Classes after JR/T 0171-2020: C3 proves who somebody is, C2 tells who somebody
 * is and how they stand, C1 is the rest.
 */
import type { MaskName } from './masks';
import type { RecordName, SealedRecords } from './sealed-records';

export type DataClass = 'C1' | 'C2' | 'C3';

/**
 * `sealed`: under the customer's own key. `indexed`: HMAC under a KMS key. `hashed`: a digest that
 * can be compared. `picture`: in a bucket under its own key. `open`: as it is, in encrypted tables.
 */
export type Keeping = 'sealed' | 'indexed' | 'hashed' | 'picture' | 'open';

/** Ten years after closure: Anti-Money-Laundering Law (2025), article 34. */
export const retentions = {
  closure: 'ten years after the account is closed, then shredded',
  unnamed: 'kept; once the account is shredded nothing tells whose it was',
  account: 'while the account exists, then removed',
  face: 'for the stage’s days of faces (prod: 90) or until the consent is withdrawn, then deleted',
  day: 'one day at most',
  minutes: 'five minutes',
  month: 'thirty-two days',
  quarter: 'ninety days',
  links: 'two years after the last application with it',
  contacts: 'five years after the contact, then deleted',
  days: 'three days, or until the call has its result',
  logs: 'as long as the stage keeps its logs',
} as const;
export type Retention = keyof typeof retentions;

export interface Field {
  readonly name: { readonly en: string; readonly zh: string };
  readonly class: DataClass;
  readonly kept: Keeping;
  readonly retention: Retention;
  /** What a screen shows of it; of C3 never anything. */
  readonly mask: MaskName;
  /** What its owner gets when asking for all their data. */
  readonly exported: 'plain' | 'masked' | 'never';
}

/** A C2 field in a sealed record: the common case. */
const sealed = (en: string, zh: string, mask: MaskName, more: Partial<Field> = {}): Field => ({
  name: { en, zh },
  class: 'C2',
  kept: 'sealed',
  retention: 'closure',
  mask,
  exported: 'plain',
  ...more,
});

const identityFields = (more: Partial<Field> = {}) => ({
  name: sealed('Name', '姓名', 'name', more),
  idNumber: sealed('ID number', '公民身份号码', 'idNumber', more),
  sex: sealed('Sex', '性别', 'hidden', more),
  ethnicity: sealed('Ethnicity', '民族', 'hidden', more),
  bornOn: sealed('Date of birth', '出生日期', 'year', more),
  address: sealed('Address', '住址', 'address', more),
  issuer: sealed('Issuing authority', '签发机关', 'hidden', more),
  validFrom: sealed('Card valid from', '有效期起', 'year', more),
  validUntil: sealed('Card valid until', '有效期止', 'year', more),
});

/** What each sealed record consists of: the vault seals these fields and refuses any other. */
export const sealedFields = {
  contact: { phone: sealed('Mobile number', '手机号码', 'phoneNumber') },
  cardReading: identityFields({ retention: 'day', exported: 'never' }),
  identity: identityFields(),
  bankCard: {
    cardNumber: sealed('Bank card number', '银行卡号', 'cardNumber', { exported: 'masked' }),
    phone: sealed('Phone known to the bank', '银行预留手机号', 'phoneNumber'),
  },
} as const satisfies {
  readonly [R in RecordName]: Readonly<Record<keyof Required<SealedRecords[R]>, Field>>;
};

const field = (
  [en, zh]: readonly [string, string],
  dataClass: DataClass,
  kept: Keeping,
  retention: Retention,
  exported: Field['exported'] = 'never',
  mask: MaskName = 'hidden',
): Field => ({ name: { en, zh }, class: dataClass, kept, retention, mask, exported });

/** Personal data outside the sealed records. */
export const otherFields = {
  signInCode: field(['Sign-in code', '登录验证码'], 'C3', 'indexed', 'minutes'),
  gesturePassword: field(['Gesture password', '手势密码'], 'C3', 'hashed', 'account'),
  refreshToken: field(['Refresh token', '登录凭据'], 'C3', 'hashed', 'quarter'),
  facePicture: field(['Picture of the face', '人脸图像'], 'C3', 'picture', 'face'),
  livenessPictures: field(['Pictures of a face check', '活体检测图像'], 'C3', 'picture', 'day'),
  idCardPictures: field(['Pictures of the ID card', '身份证照片'], 'C2', 'picture', 'closure'),
  phoneIndex: field(['Index of the phone', '手机号索引'], 'C2', 'indexed', 'closure'),
  idNumberIndex: field(['Index of the ID number', '身份号码索引'], 'C2', 'indexed', 'closure'),
  cardNumberIndex: field(['Index of the card number', '卡号索引'], 'C2', 'indexed', 'closure'),
  bornInMonth: field(['Month of birth', '出生年月'], 'C2', 'open', 'closure', 'plain'),
  means: field(['Income, debts, employment', '收入、负债、职业'], 'C2', 'open', 'closure', 'plain'),
  orders: field(['Orders', '订单'], 'C2', 'open', 'unnamed', 'plain'),
  loans: field(['Loans and repayments', '借款与还款'], 'C2', 'open', 'unnamed', 'plain'),
  creditLimit: field(['Credit limit', '授信额度'], 'C2', 'open', 'unnamed', 'plain'),
  wallets: field(['Linked wallets', '已关联钱包'], 'C1', 'open', 'closure', 'plain'),
  bank: field(['Bank of a card', '发卡银行'], 'C1', 'open', 'unnamed', 'plain'),
  accountToken: field(['Token of a card', '支付标记'], 'C1', 'open', 'unnamed'),
  // Like a card's token: worth nothing without the keys by which we sign to the channel.
  agreementNumber: field(['Number of a debit agreement', '扣款协议号'], 'C1', 'open', 'unnamed'),
  consents: field(['Consents', '授权同意'], 'C1', 'open', 'closure', 'plain'),
  auditTrail: field(['Audit trail', '访问记录'], 'C1', 'open', 'unnamed', 'plain'),
  deviceToken: field(['Token of a known device', '设备凭据'], 'C3', 'hashed', 'account'),
  sessions: field(['Sessions', '登录会话'], 'C1', 'open', 'quarter', 'plain'),
  devices: field(['Known devices', '已绑定设备'], 'C1', 'open', 'account', 'plain'),
  passkeys: field(['Passkeys', '通行密钥'], 'C1', 'open', 'account', 'plain'),
  verification: field(['How one was verified', '身份核验方式'], 'C1', 'open', 'closure', 'plain'),
  networkAddress: field(['Network address', '网络地址'], 'C1', 'indexed', 'day'),
  // Of the employer and the contact nothing else is kept: neither can be read, nor called.
  employerIndex: field(['Index of the employer', '单位索引'], 'C2', 'indexed', 'closure'),
  contactIndex: field(['Index of a contact’s phone', '联系人手机索引'], 'C2', 'indexed', 'closure'),
  origin: field(['Network and device of an order', '申请来源'], 'C1', 'indexed', 'quarter'),
  addressCountry: field(['Country and network operator', '网络归属地'], 'C1', 'open', 'unnamed'),
  velocity: field(['Counts of applications', '申请频次'], 'C1', 'indexed', 'month'),
  links: field(['Who shares device, phone, card', '关联关系'], 'C2', 'indexed', 'links'),
  standing: field(['Which loans are overdue', '逾期状态'], 'C2', 'open', 'unnamed'),
  contacts: field(
    ['Contacts about loans', '催收与提醒联系记录'],
    'C2',
    'open',
    'contacts',
    'plain',
  ),
  contactPreferences: field(
    ['Wishes about contacts', '联系偏好'],
    'C1',
    'open',
    'unnamed',
    'plain',
  ),
  collectionCase: field(['Collection case', '催收案件'], 'C2', 'open', 'unnamed'),
  disputes: field(['Disputes', '异议'], 'C2', 'open', 'unnamed', 'plain'),
  // A code of a list and an amount: words about illness or family are not taken.
  hardshipRequests: field(['Requests for help', '困难救助申请'], 'C2', 'open', 'unnamed', 'plain'),
  dialledNumber: field(['Index of a dialled number', '拨打号码索引'], 'C2', 'indexed', 'days'),
  sourceAnswers: field(
    ['What carrier, bureau, shop and device say', '外部数据源应答'],
    'C2',
    'open',
    'unnamed',
  ),
  decisions: field(
    ['Decisions, and all they were made of', '授信与借款决策'],
    'C2',
    'open',
    'unnamed',
  ),
  behaviour: field(['Monthly score of an open loan', '贷中行为评分'], 'C2', 'open', 'unnamed'),
} as const;

const logged = (en: string, zh: string): Field =>
  field([en, zh], 'C1', 'open', 'logs', 'never', 'none');

/** The only members a log line may have: ids, codes and where it happened, never a person. */
export const loggedFields = {
  operationId: logged('Operation', '操作'),
  requestId: logged('Request', '请求编号'),
  orderId: logged('Order', '订单编号'),
  loanId: logged('Loan', '借款编号'),
  instructionId: logged('Payment instruction', '支付指令编号'),
  eventType: logged('Kind of event', '事件类型'),
  code: logged('Problem code', '问题代码'),
  status: logged('Status', '状态'),
  outcome: logged('Outcome', '结果'),
  durationMillis: logged('Duration', '耗时'),
  errorName: logged('Kind of error', '错误类型'),
  errorMessage: logged('Message of an AWS error', 'AWS 错误信息'),
  stack: logged('Where an error arose', '错误位置'),
} as const;

export type LoggedField = keyof typeof loggedFields;
export const loggedFieldNames = Object.keys(loggedFields) as readonly LoggedField[];
