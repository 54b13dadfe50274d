/** Debit contracts at WeChat Pay on a laptop: started, signed in the app, asked for, ended. */
import { chinaInstant } from '../../lambdas/adapters/china-time';
import type { Members } from '../../lambdas/adapters/provider-call';
import type { Clock } from '../clock';
import type { AgreementBook, Callback } from './counterpart';
import { idOf, numberOf } from './wechat-pay-numbers';

interface Contract {
  readonly state: 'started' | 'signed' | 'terminated';
  readonly contractId?: string;
  readonly signedAtMillis?: number;
  readonly endedAtMillis?: number;
}

interface Reply {
  readonly status: number;
  readonly body?: object;
}

const refusal = (status: number, code: string): Reply => ({
  status,
  body: { code, message: code },
});
const named = String.raw`/v3/papay/sign/contracts/plan-id/(\d+)/out-contract-code/(\w+)`;
const contracts = new RegExp(`^(GET|POST) ${named}(/terminate)?$`);

export class WechatPayAgreementBook implements AgreementBook {
  private readonly contracts = new Map<string, Contract>();
  private told = 0;

  constructor(
    private readonly clock: Clock,
    private readonly planId: string,
    private readonly callback: (eventId: string, type: string, content: object) => Callback,
  ) {}

  /** Undefined for what is not about contracts. */
  answer(target: string, content: Members): Reply | undefined {
    if (target === 'POST /v3/papay/entrust-sign/contracts/pre-entrust-sign')
      return this.start(content);
    const [, method, planId, number, terminates] = contracts.exec(target) ?? [];
    if (!method) return undefined;
    const known = this.contracts.get(idOf(number));
    if (!known?.contractId || planId !== this.planId) return refusal(404, 'CONTRACT_NOT_EXIST');
    if (!terminates) return { status: 200, body: this.view(idOf(number), known) };
    if (known.state !== 'signed') return refusal(400, 'CONTRACT_NOT_EXIST');
    const ended = this.keep(idOf(number), { ...known, ...this.ending() });
    return { status: 200, body: this.view(idOf(number), ended) };
  }

  sign(agreementId: string, accountToken: string): Callback | undefined {
    if (this.contracts.get(agreementId)?.state !== 'started') return undefined;
    const contractId = accountToken.split('.')[1] ?? '';
    const signedAtMillis = this.clock.now();
    return this.tell(agreementId, { state: 'signed', contractId, signedAtMillis });
  }

  end(agreementId: string): Callback | undefined {
    const known = this.contracts.get(agreementId);
    return known && this.tell(agreementId, { ...known, ...this.ending() });
  }

  private start(content: Members): Reply {
    const { plan_id: plan, out_contract_code: number } = content;
    if (String(plan) !== this.planId) return refusal(400, 'PARAM_ERROR');
    const id = idOf(number);
    if (!this.contracts.has(id)) this.keep(id, { state: 'started' });
    const path = `pages/sign?pre_entrustweb_id=${String(number)}`;
    const place = { mini_program_username: 'gh_papay', mini_program_path: path };
    return { status: 200, body: { pre_entrustweb_id: String(number), ...place } };
  }

  private ending(): Pick<Contract, 'state' | 'endedAtMillis'> {
    return { state: 'terminated', endedAtMillis: this.clock.now() };
  }

  private keep(id: string, contract: Contract): Contract {
    this.contracts.set(id, contract);
    return contract;
  }

  private tell(id: string, contract: Contract): Callback {
    this.keep(id, contract);
    this.told += 1;
    const type = contract.state === 'signed' ? 'PAPAY.SIGN' : 'PAPAY.TERMINATE';
    return this.callback(`contract-notice-${this.told}`, type, this.view(id, contract));
  }

  private view(id: string, { state, contractId, signedAtMillis, endedAtMillis }: Contract) {
    return {
      out_contract_code: numberOf(id),
      plan_id: Number(this.planId),
      contract_id: contractId,
      contract_state: state === 'signed' ? 'SIGNED' : 'TERMINATED',
      ...(signedAtMillis && { contract_signed_time: chinaInstant(signedAtMillis) }),
      ...(endedAtMillis && {
        contract_terminate_info: {
          contract_termination_mode: 'USER_TERMINATION',
          contract_terminated_time: chinaInstant(endedAtMillis),
        },
      }),
    };
  }
}
