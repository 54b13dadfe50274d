/** Debit agreements at Alipay on a laptop: opened, signed in the app, asked for, ended. */
import { signedText } from '../../lambdas/adapters/alipay/client';
import { chinaTime } from '../../lambdas/adapters/china-time';
import type { Members } from '../../lambdas/adapters/provider-call';
import { signRsa } from '../../lambdas/adapters/rsa-signature';
import type { AlipaySide } from './alipay';
import type { AgreementBook, Callback } from './counterpart';

interface Agreement {
  readonly status: 'TEMP' | 'NORMAL' | 'UNSIGN';
  readonly scene: unknown;
  readonly userId?: string;
  readonly agreementNo?: string;
  readonly atMillis: number;
}

const absent: Members = { code: '40004', msg: 'Failed', sub_code: 'USER_AGREEMENT_NOT_EXIST' };

export class AlipayAgreementBook implements AgreementBook {
  private readonly agreements = new Map<string, Agreement>();
  private told = 0;

  constructor(private readonly side: AlipaySide) {}

  /** Undefined for what is not about agreements. */
  answer(method: string | undefined, content: Members): Members | undefined {
    const id = String(content.external_agreement_no);
    const known = this.agreements.get(id);
    switch (method) {
      case 'alipay.user.agreement.page.sign':
        if (!known) this.keep(id, { status: 'TEMP', scene: content.sign_scene });
        return { code: '10000', msg: 'Success' };
      case 'alipay.user.agreement.query':
        if (!known || known.scene !== content.sign_scene || known.status === 'UNSIGN')
          return absent;
        return { code: '10000', msg: 'Success', ...view(id, known) };
      case 'alipay.user.agreement.unsign':
        if (known?.status !== 'NORMAL') return absent;
        this.keep(id, { ...known, status: 'UNSIGN' });
        return { code: '10000', msg: 'Success' };
      default:
        return undefined;
    }
  }

  sign(agreementId: string, accountToken: string): Callback | undefined {
    const opened = this.agreements.get(agreementId);
    if (opened?.status !== 'TEMP') return undefined;
    const [userId = '', agreementNo = ''] = accountToken.split('.');
    return this.tell(agreementId, { ...opened, status: 'NORMAL', userId, agreementNo });
  }

  end(agreementId: string): Callback | undefined {
    const known = this.agreements.get(agreementId);
    return known && this.tell(agreementId, { ...known, status: 'UNSIGN' });
  }

  private tell(agreementId: string, agreement: Omit<Agreement, 'atMillis'>): Callback {
    const kept = this.keep(agreementId, agreement);
    this.told += 1;
    const { principal_id: alipay_user_id, ...members } = view(agreementId, kept);
    const form: Record<string, string | undefined> = {
      notify_id: `agreement-notice-${this.told}`,
      notify_type: kept.status === 'NORMAL' ? 'dut_user_sign' : 'dut_user_unsign',
      notify_time: chinaTime(this.side.clock.now()),
      app_id: this.side.appId,
      charset: 'utf-8',
      version: '1.0',
      sign_type: 'RSA2',
      alipay_user_id,
      ...members,
    };
    const sign = signRsa(signedText(form, 'sign_type'), this.side.alipayPrivateKey);
    const filled = Object.entries({ ...form, sign }).filter(([, value]) => value);
    return {
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: new URLSearchParams(filled as [string, string][]).toString(),
    };
  }

  private keep(id: string, agreement: Omit<Agreement, 'atMillis'>): Agreement {
    const kept = { ...agreement, atMillis: this.side.clock.now() };
    this.agreements.set(id, kept);
    return kept;
  }
}

const view = (id: string, { status, userId, agreementNo, atMillis }: Agreement) => ({
  external_agreement_no: id,
  status,
  ...(userId && { principal_id: userId, principal_type: 'CARD' }),
  ...(agreementNo && { agreement_no: agreementNo }),
  ...(status === 'NORMAL' && { sign_time: chinaTime(atMillis) }),
  ...(status === 'UNSIGN' && { unsign_time: chinaTime(atMillis) }),
});
