/** The consent texts name, in both languages, everything of a person that the catalogue knows. */
import type { otherFields, sealedFields } from '../../lambdas/core/users/catalogue';
import { type ConsentPurpose, textsInForce } from '../../lambdas/core/users/consents';
import type { RecordName } from '../../lambdas/core/users/sealed-records';
import { openConsentTexts } from '../../lambdas/platform/composition/consent-texts';

/** In whose text a field stands, by which words; `made` is nothing that is taken from anybody. */
type Named = readonly [ConsentPurpose, string, string] | 'made';

const privacy = (en: string, zh: string): Named => ['privacyPolicy', en, zh];

const identity = {
  name: privacy('the name, sex', '姓名'),
  idNumber: privacy('ID number', '公民身份号码'),
  sex: privacy('sex', '性别'),
  ethnicity: privacy('ethnicity', '民族'),
  bornOn: privacy('date of birth', '出生日期'),
  address: privacy('address', '住址'),
  issuer: privacy('issuing authority', '签发机关'),
  validFrom: privacy('validity', '有效期限'),
  validUntil: privacy('validity', '有效期限'),
};

const sealed: {
  readonly [R in RecordName]: Readonly<Record<keyof (typeof sealedFields)[R], Named>>;
} = {
  contact: { phone: privacy('Your mobile number', '手机号码') },
  cardReading: identity,
  identity,
  bankCard: {
    cardNumber: privacy('your bank card number', '银行卡号'),
    phone: privacy('phone registered with the bank', '银行预留手机号'),
  },
};

const others: Readonly<Record<keyof typeof otherFields, Named>> = {
  signInCode: 'made',
  gesturePassword: privacy('gesture password', '手势密码'),
  refreshToken: 'made',
  facePicture: ['faceRecognition', 'reference image', '参考图像'],
  livenessPictures: ['faceRecognition', 'short video of your face', '人脸视频'],
  idCardPictures: privacy('pictures of both sides', '正反两面的照片'),
  phoneIndex: privacy('Your mobile number', '手机号码'),
  idNumberIndex: privacy('ID number', '公民身份号码'),
  cardNumberIndex: privacy('your bank card number', '银行卡号'),
  bornInMonth: privacy('date of birth', '出生日期'),
  means: privacy('income, debts and occupation', '收入、负债和职业信息'),
  orders: privacy('purpose, orders, contracts', '借款用途、订单、合同'),
  loans: privacy('repayments of your loans', '还款记录'),
  creditLimit: privacy('scores and decisions', '评分和决定'),
  wallets: privacy('link an Alipay or WeChat Pay wallet', '关联支付宝或微信支付钱包'),
  bank: privacy('your bank card number', '银行卡号'),
  accountToken: ['thirdPartySharing', 'a token that stands for the card', '代替卡号的标识'],
  agreementNumber: privacy('the number of the debit agreement', '扣款协议号'),
  consents: 'made',
  auditTrail: privacy('every decryption is recorded', '每一次解密都会留下记录'),
  deviceToken: 'made',
  sessions: privacy('the time and network address of sign-ins', '登录和申请的时间'),
  devices: privacy('identifier of your device', '设备标识'),
  passkeys: privacy('public key and label of a passkey', '通行密钥的公钥和名称'),
  verification: 'made',
  networkAddress: privacy('network address', '网络地址'),
  employerIndex: privacy('the name of your employer', '工作单位名称'),
  contactIndex: privacy('the mobile number of one contact', '一位联系人的手机号码'),
  origin: privacy('network address of sign-ins and applications', '网络地址'),
  addressCountry: privacy('country and network operator', '国家或地区和网络运营商'),
  velocity: privacy('which applications belong together', '申请之间的关联'),
  links: privacy('which applications belong together', '申请之间的关联'),
  standing: privacy('repayments of your loans', '还款记录'),
  contacts: privacy('records of our contacts with you', '我们与您的联系记录'),
  contactPreferences: privacy('your wishes about contacts', '联系偏好'),
  collectionCase: privacy('promises to pay', '还款承诺'),
  disputes: privacy('disputes', '提出的异议'),
  hardshipRequests: privacy('requests for help in hardship with the reason', '困难救助申请'),
  dialledNumber: ['thirdPartySharing', 'telephone service providers', '电话服务商'],
  sourceAnswers: ['thirdPartySharing', 'shopping platforms', '购物平台'],
  decisions: privacy('scores and decisions', '评分和决定'),
  behaviour: privacy('scores and decisions', '评分和决定'),
};

const named = [
  ...Object.entries(sealed).flatMap(([record, fields]) =>
    Object.entries(fields).map(([field, name]) => [`${record}.${field}`, name] as const),
  ),
  ...Object.entries(others),
].flatMap(([field, name]) => (name === 'made' ? [] : [[field, ...name] as const]));

it.each(named)('%s is named by the text of %s: %s, %s', (_, purpose, en, zh) => {
  const text = textsInForce(openConsentTexts(), '2026-11-22').find(
    (each) => each.purpose === purpose,
  )!;
  expect(text.text.en).toContain(en);
  expect(text.text.zh).toContain(zh);
});

it('the first privacy policy named neither the employer nor the contact', () => {
  const [first] = textsInForce(openConsentTexts(), '2026-10-31');
  expect(first).toMatchObject({ purpose: 'privacyPolicy', version: '1' });
  expect(first!.text.en).not.toMatch(/employer|one contact/);
});
