/**
 * The providers' own examples: what they published as signed verifies here, byte for byte, and
 * what differs does not. Where a provider published no private key, only verifying is tried.
 */
import { sm2 } from 'sm-crypto-v2';
import { signedText } from '../../lambdas/adapters/alipay/client';
import { memberText } from '../../lambdas/adapters/alipay/member-text';
import { readNotice } from '../../lambdas/adapters/alipay/notices';
import { signMessage, verifyMessage } from '../../lambdas/adapters/bank-custody/signature';
import { signRsa, verifyRsa } from '../../lambdas/adapters/rsa-signature';
import { authorization, requestText } from '../../lambdas/adapters/wechat-pay/client';
import { openResource } from '../../lambdas/adapters/wechat-pay/notices';
import { rsaKeys } from '../support/channel-keys';

describe('WeChat Pay', () => {
  // https://pay.weixin.qq.com/doc/v3/merchant/4012365334: the public half of the key printed there.
  const publicKey =
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAptpm+qvIDCh/9wjU26SQCK26ogYkBhDrYxnAaw2JbbBs' +
    'p1oDbHKk+1r381NeBUG2HEFAuU+Fr72u5ot3yKdzoF/FajAzQNKnm569/D3upKoi8mYBaST15Uig8j8qoUW1U217' +
    'LL0jEHlSnHV3lcaDTXqDpTRR4Bfz9IqOgJgFZ8/oTfEomSrjrLYef81Eyxr7ZIMQXEKKEK7V4UXKS0+/fDsiG/cX' +
    'idhzt8UbTL9vqXqxM2+IDImyO+FAc/tkBG55LmzxPto1Nq0WbnZzRM/wTzrd0I/8NlevxtFbphg4evlHjFNI7+Gr' +
    'qR87ViEwuAJJ9Je5QQjct5YJfFRWiZ5CMQIDAQAB';
  const signature =
    'Lc9VXxmeonkdV8Xk9tmigQFLhl0vRWTerdmoRu01aAnYwIrD/5nsSwE1WlmZGLRlAFTNQ3QsMa0+VRDlJp1Wp5p0' +
    'nO8EK68b5sJBbjouxaFciIfq1zfDWWz+jqhcMoKXI1A6dPm1AW7D4d30WsMTNzp6g23OXakIsh9LO3lUmwvTuE0B' +
    'Y8ncf6tNGk4wKmvXwERd/ZpoQY3MAVKz+Nakwc+2XBmzT66KcUehU5kr4IvGa/lEU5RZb/q00zP9VLdBhC/jQSX3' +
    'X1UcJLCtEc4gTmib4tnmAT+bHF/e17ZAuxDNcx6rqT8gNEXqaJGG+1OflMSTU2tpyG65G4dMKdFcoA==';
  const message = {
    timestamp: '1554208460',
    nonce: '593BEC0C930BF1AFEB40B4A08C8FB242',
    body: '',
  };

  it('signs a request as its documentation does', () => {
    const text = requestText('GET', '/v3/refund/domestic/refunds/123123123123', message);

    expect(verifyRsa(text, signature, publicKey)).toBe(true);
    expect(verifyRsa(text.trimEnd(), signature, publicKey)).toBe(false);
  });

  it('names merchant, nonce, time and certificate beside the signature', () => {
    const own = rsaKeys();
    const keys = {
      merchantId: '1900007291',
      certificateSerial: '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB',
      privateKey: own.privateKey,
    };
    const given = authorization(keys as never, 'GET', '/v3/certificates', message);
    const parts = Object.fromEntries(
      [...given.matchAll(/(\w+)="([^"]+)"/g)].map(([, name, value]) => [name, value]),
    );

    expect(given).toMatch(/^WECHATPAY2-SHA256-RSA2048 mchid="1900007291",nonce_str="593BEC/);
    expect(parts).toMatchObject({
      timestamp: message.timestamp,
      serial_no: keys.certificateSerial,
    });
    const text = requestText('GET', '/v3/certificates', message);
    expect(verifyRsa(text, parts.signature ?? '', own.publicKey)).toBe(true);
  });

  it('opens what was sealed by its own SDK', () => {
    // wechatpay-java, AeadAesCipherTest and TestConfig.
    const resource = {
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: 'ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=',
      associated_data: 'associatedData',
      nonce: 'uluk4a9R25RW',
    };
    const apiV3Key = 'a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb';

    expect(openResource(resource, apiV3Key)).toBe('message');
    expect(openResource(resource, apiV3Key.replace('a7', 'b7'))).toBeUndefined();
    const moved = { ...resource, associated_data: 'other' };
    expect(openResource(moved, apiV3Key)).toBeUndefined();
  });
});

describe('Alipay', () => {
  // A notice in alipay-sdk-nodejs-all's own tests, test/alipay.test.ts, with the key it is for.
  const alipayPublicKey =
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqObrdC7hrgAVM98tK0nv3hSQRGGKT4lBsQjHiGjeYZjO' +
    'PIPHR5knm2jnnz/YGIXIofVHkA/tAlBAd5DrY7YpvI4tP5EONLtZKC2ghBMx7McI2wRD0xiqzxOQr1FuhZGJ8/AU' +
    'okBzJrzY+aGX2xcOrxFYRlFilvVLTXg4LWjR1tdPkO6+i7wQZAIVMClPkwVRZEbaERRHlKqTzv2gGv5rDU8gRoe1' +
    'LeaN+6BlbTqHWkQcNCUNrA8C6l17XAXGKDsm/9TFWwO8EPHHHCaQdjtV5/FdcWIt+L8SR1ss7EXTjYDFtxcKVv9r' +
    'EoY1lX8T4mX+GbXfZHraG5NCF1+XioL5JwIDAQAB';
  const notice = {
    gmt_create: '2019-08-15 15:56:22',
    charset: 'utf-8',
    seller_email: 'z97-yuquerevenue@service.aliyun.com',
    subject: '语雀空间 500人规模',
    buyer_id: '2088102534368455',
    invoice_amount: '0.10',
    notify_id: '2019081500222155624068450559358070',
    fund_bill_list: '[{"amount":"0.10","fundChannel":"ALIPAYACCOUNT"}]',
    notify_type: 'trade_status_sync',
    trade_status: 'TRADE_SUCCESS',
    receipt_amount: '0.10',
    buyer_pay_amount: '0.10',
    sign_type: 'RSA2',
    app_id: '2019073166072302',
    seller_id: '2088531891668739',
    gmt_payment: '2019-08-15 15:56:24',
    notify_time: '2019-08-15 15:56:25',
    version: '1.0',
    out_trade_no: '20190815155618536-564-57',
    total_amount: '0.10',
    trade_no: '2019081522001468450512505578',
    auth_app_id: '2019073166072302',
    buyer_logon_id: 'xud***@126.com',
    point_amount: '0.00',
  };
  const sign =
    'QfTb8tqE1BMhS5qAnXtvsF3/jBkEvu9q9en0pdbBUDDjvKycZhQb7h8GDs4FKfi049PynaNuatxSgLb/nLWZpXyy' +
    'h0LEWdK2S6Ri7nPwrVgOs08zugLO20vOQz44y3ti2Ncm8/wZts1Fr2gZ7pShnVX3d1B50hbsXnObT1r/U8ONNQjW' +
    'Xd0HIul4TG+Q3fm3svmSvFEy0WnzuhcyHPX5Gm4ELNctL6Qd5YniGJFNcc7kopHYtI/XD9YCKCH6Ct02rzUs9i11' +
    'C9CsadtZn+WhxF26Dqt9sGEFajkJ8cxUTLi8+VCpLHsgPE8P0y095uQcDdK0YjCh4x7wVSov+lrmOQ==';
  const keys = { appId: notice.app_id, alipayPublicKey, privateKey: '' };
  const sentAt = Date.parse('2019-08-15T15:56:25+08:00');

  it('has sent the notice that its own SDK is tested with', () => {
    const body = new URLSearchParams({ ...notice, sign }).toString();

    expect(readNotice(body, keys, sentAt)).toEqual({
      ok: true,
      value: {
        eventId: '2019081500222155624068450559358070',
        instructionId: '20190815155618536-564-57',
        amountFen: 10,
        instruction: { status: 'succeeded', occurredAt: '2019-08-15T07:56:24.000Z' },
      },
    });
    expect(readNotice(body, keys, sentAt + 600_001)).toMatchObject({
      error: 'timestampOutOfWindow',
    });
    expect(readNotice(body, { ...keys, appId: 'another' }, sentAt).ok).toBe(false);
  });

  it('has not sent it with another amount', () => {
    const body = new URLSearchParams({ ...notice, total_amount: '10.10', sign }).toString();

    expect(readNotice(body, keys, sentAt)).toEqual({ ok: false, error: 'signatureInvalid' });
  });

  it('is asked with everything that is not empty, in order', () => {
    // The example of https://opendocs.alipay.com/common/02kf5q, shortened.
    const parameters = {
      timestamp: '2014-07-24 03:07:50',
      method: 'alipay.mobile.public.menu.add',
      app_id: '2014072300007148',
      charset: 'GBK',
      sign_type: 'RSA2',
      biz_content: '{"button":[]}',
      version: '1.0',
      app_auth_token: '',
      sign: 'e9zEAe4TTQ4LPLQvETPoLGXTiURcxiAKfMVQ6Hrrsx2',
    };

    expect(signedText(parameters)).toBe(
      'app_id=2014072300007148&biz_content={"button":[]}&charset=GBK' +
        '&method=alipay.mobile.public.menu.add&sign_type=RSA2' +
        '&timestamp=2014-07-24 03:07:50&version=1.0',
    );
  });

  it.each([
    ['{"a":{"b":"}"},"sign":""}', '{"b":"}"}'],
    ['{"a":{"b":"\\"}"}}', '{"b":"\\"}"}'],
    ['{"a":{"b":{}}}', '{"b":{}}'],
    ['{"a":{"b":', undefined],
    ['{"c":{}}', undefined],
  ])('has signed exactly the member of %s', (text, member) => {
    expect(memberText(text, 'a')).toBe(member);
  });
});

describe('a custody bank', () => {
  // GB/T 32918.5-2017, annex A: the signature with the recommended curve and the usual identity.
  const standard = {
    text: 'message digest',
    privateKey: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
    publicKey:
      '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
      'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
    signature:
      'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
      'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
  };
  const rsa = rsaKeys();
  const message = {
    member: 'SUNLEND',
    purpose: 'POST /v1/payouts',
    timestamp: '1795312800',
    nonce: 'a-nonce-1',
    body: '{"amount":"12.30"}',
  };

  it('signs with SM2 as the standard’s example', () => {
    const { text, signature, publicKey, privateKey } = standard;
    const options = { hash: true, userId: '1234567812345678' };

    expect(sm2.getPublicKeyFromPrivateKey(privateKey)).toBe(publicKey);
    expect(sm2.doVerifySignature(text, signature, publicKey, options)).toBe(true);
    expect(sm2.doVerifySignature(`${text}.`, signature, publicKey, options)).toBe(false);
  });

  it.each([
    ['RSA-SHA256', rsa],
    ['SM2-SM3', standard],
  ] as const)('verifies with %s what was signed, and nothing else', (algorithm, keys) => {
    const signed = { ...message, algorithm };
    const signature = signMessage(signed, keys.privateKey);

    expect(verifyMessage(signed, signature, keys.publicKey)).toBe(true);
    for (const difference of [
      { member: 'OTHER' },
      { purpose: 'answer' },
      { timestamp: '1795312801' },
      { nonce: 'a-nonce-2' },
      { body: '{"amount":"12.31"}' },
    ])
      expect(verifyMessage({ ...signed, ...difference }, signature, keys.publicKey)).toBe(false);
    expect(verifyMessage(signed, 'bm8gc2lnbmF0dXJl', keys.publicKey)).toBe(false);
  });
});

describe('RSA keys', () => {
  it('are read with and without the words around them', () => {
    const { publicKey, privateKey } = rsaKeys();
    const bare = (pem: string) => pem.replace(/-----[A-Z ]+-----/g, '').replaceAll('\n', '');

    expect(verifyRsa('text', signRsa('text', bare(privateKey)), bare(publicKey))).toBe(true);
  });
});
