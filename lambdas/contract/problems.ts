/** The one table from problem codes to HTTP: status and title, in English and Chinese. */
import type { ProblemCode } from '../core/problem';

interface ProblemEntry {
  readonly status: number;
  readonly title: string;
  readonly titleZh: string;
}

const entry = (status: number, title: string, titleZh: string): ProblemEntry => ({
  status,
  title,
  titleZh,
});

export const problems: Readonly<Record<ProblemCode, ProblemEntry>> = {
  validation_failed: entry(400, 'The request does not fit its schema.', '请求内容不符合要求。'),
  malformed_body: entry(400, 'The body is not valid JSON.', '请求体不是有效的 JSON。'),
  payload_too_large: entry(413, 'The body is too large.', '请求体过大。'),
  unsupported_media_type: entry(415, 'Send application/json.', '请使用 application/json。'),
  idempotency_key_missing: entry(
    400,
    'This operation needs an Idempotency-Key header.',
    '此操作需要 Idempotency-Key 请求头。',
  ),
  idempotency_key_reused: entry(
    422,
    'This idempotency key was used with another body.',
    '该幂等键已用于不同的请求内容。',
  ),
  unauthenticated: entry(401, 'Sign in first.', '请先登录。'),
  forbidden: entry(403, 'Not for this role.', '无权进行此操作。'),
  not_found: entry(404, 'Nothing here.', '未找到。'),
  too_many_requests: entry(429, 'Too many requests; wait a little.', '请求过于频繁，请稍候。'),
  code_wrong: entry(422, 'The code is wrong.', '验证码错误。'),
  code_expired: entry(422, 'The code has expired or was used.', '验证码已过期或已使用。'),
  code_attempts_exhausted: entry(
    422,
    'Too many wrong codes; ask for a new one.',
    '验证码错误次数过多，请重新获取。',
  ),
  second_factor_required: entry(
    403,
    'This device is new: prove a second factor as well.',
    '新设备登录，请再验证一种身份验证方式。',
  ),
  second_factor_wrong: entry(422, 'The second factor is wrong.', '第二种验证方式不正确。'),
  step_up_required: entry(
    403,
    'Prove a second factor first; a fresh proof serves for five minutes.',
    '请先完成二次验证，验证后五分钟内有效。',
  ),
  step_up_on_hold: entry(
    403,
    'This device was let in without its usual second factor and has to wait.',
    '此设备通过恢复方式登录，敏感操作需等待一段时间。',
  ),
  device_unknown: entry(
    401,
    'This device is not known; sign in by code.',
    '设备未绑定，请使用验证码登录。',
  ),
  gesture_wrong: entry(422, 'The gesture is wrong.', '手势密码错误。'),
  gesture_locked: entry(
    403,
    'Too many wrong gestures; set a new one by another factor.',
    '手势密码错误次数过多，请通过其他方式重新设置。',
  ),
  passkey_rejected: entry(422, 'The passkey was not accepted.', '通行密钥验证未通过。'),
  ticket_invalid: entry(422, 'The ticket has expired or was used.', '注册凭证已过期或已使用。'),
  phone_taken: entry(
    409,
    'Another account signs in with this phone.',
    '该手机号已被其他账户使用。',
  ),
  consent_missing: entry(403, 'A consent is missing.', '缺少必要的授权同意。'),
  consent_text_outdated: entry(
    409,
    'The consent text has changed; read the current one.',
    '授权文本已更新，请阅读最新版本。',
  ),
  picture_missing: entry(422, 'A picture has not been uploaded.', '尚未上传照片。'),
  picture_too_large: entry(422, 'A picture is too large.', '照片过大。'),
  picture_unreadable: entry(422, 'A file is not a readable picture.', '文件不是可识别的照片。'),
  not_an_id_card: entry(
    422,
    'No ID card was recognised; retake it.',
    '未识别到身份证，请重新拍摄。',
  ),
  id_card_fields_unclear: entry(
    422,
    'Parts of the card could not be read; retake it.',
    '身份证部分信息无法识别，请重新拍摄。',
  ),
  picture_blurred: entry(
    422,
    'The picture is blurred; hold the phone still, let it focus, and retake it.',
    '照片模糊，请拿稳手机、对焦清晰后重新拍摄。',
  ),
  picture_glare: entry(
    422,
    'Light is reflected by the card; turn it away from the light and retake it.',
    '证件反光，请避开光源后重新拍摄。',
  ),
  picture_cut_off: entry(
    422,
    'A part of the card is outside the picture; retake it with all four corners in view.',
    '证件未拍全，请确保四角完整入镜后重新拍摄。',
  ),
  picture_covered: entry(
    422,
    'Something covers the card; take your fingers off it and retake it.',
    '证件被遮挡，请移开手指等遮挡物后重新拍摄。',
  ),
  picture_too_dark: entry(
    422,
    'The picture is too dark; find more light and retake it.',
    '照片过暗，请在光线充足处重新拍摄。',
  ),
  picture_too_small: entry(
    422,
    'The card is too small in the picture; go nearer and retake it.',
    '证件在照片中过小，请靠近后重新拍摄。',
  ),
  card_not_original: entry(
    422,
    'Photograph the card itself, not a copy or a screen, and send the picture as taken.',
    '请拍摄证件原件，勿使用复印件、翻拍或修改过的照片。',
  ),
  card_temporary: entry(
    422,
    'A temporary ID card is not accepted; use the resident identity card.',
    '暂不支持临时身份证，请使用居民身份证。',
  ),
  card_fields_unchecked: entry(
    422,
    'Some fields were not read surely; compare them with the card, or retake the picture.',
    '部分信息识别不够确定，请与证件核对，或重新拍摄。',
  ),
  id_number_invalid: entry(422, 'The ID number is not valid.', '身份证号码无效。'),
  id_number_mismatch: entry(
    422,
    'The ID number differs from the card.',
    '身份证号码与证件不一致。',
  ),
  name_mismatch: entry(
    422,
    'The name differs from what was read on the card; check it, or retake the picture.',
    '姓名与证件识别结果不一致，请核对，或重新拍摄身份证。',
  ),
  id_card_expired: entry(422, 'The ID card is not valid today.', '身份证不在有效期内。'),
  id_card_contradictory: entry(
    422,
    'The fields of the card contradict each other; retake the pictures.',
    '身份证信息相互矛盾，请重新拍摄。',
  ),
  age_out_of_range: entry(422, 'The age is outside the product range.', '年龄不在可借款范围内。'),
  identity_taken: entry(409, 'This person has an account already.', '该身份已注册其他账户。'),
  identity_incomplete: entry(409, 'Prove your identity first.', '请先完成身份认证。'),
  identity_already_confirmed: entry(409, 'The identity is confirmed already.', '身份已确认。'),
  reading_expired: entry(422, 'The card reading has expired.', '证件识别结果已过期。'),
  liveness_not_finished: entry(409, 'The liveness check is not finished.', '活体检测尚未完成。'),
  liveness_session_used: entry(
    409,
    'A liveness session serves once.',
    '活体检测会话只能使用一次。',
  ),
  liveness_session_expired: entry(422, 'The liveness session has expired.', '活体检测已过期。'),
  liveness_locked: entry(
    429,
    'Too many failed face checks; try again later.',
    '人脸验证失败次数过多，请稍后再试。',
  ),
  face_not_verified: entry(422, 'The face check was not passed.', '人脸验证未通过。'),
  identity_review_open: entry(
    409,
    'A review of your identity is under way already.',
    '您的身份正在人工审核中。',
  ),
  card_number_invalid: entry(422, 'The card number is not valid.', '银行卡号无效。'),
  card_already_bound: entry(409, 'This card is bound already.', '该银行卡已绑定。'),
  card_not_verified: entry(
    422,
    'The bank could not confirm the card for this person.',
    '银行未能核验该卡与本人信息。',
  ),
  wallet_already_linked: entry(
    409,
    'A wallet of this provider is linked already.',
    '已关联该机构的钱包。',
  ),
  wallet_not_active: entry(
    409,
    'The debit agreement of this wallet is not signed, or has ended.',
    '该钱包的扣款协议尚未签署或已经终止。',
  ),
  deletion_refused: entry(
    409,
    'Something stands against deleting the data; the figures say what.',
    '暂时不能删除您的数据，原因见详情。',
  ),
  limit_not_granted: entry(409, 'No credit limit has been granted.', '尚未获得授信额度。'),
  limit_exceeded: entry(409, 'The amount exceeds the available limit.', '金额超出可用额度。'),
  product_unavailable: entry(422, 'This product is not on offer.', '该产品暂不可用。'),
  amount_out_of_range: entry(422, 'The amount is outside the range.', '金额超出范围。'),
  term_unavailable: entry(422, 'This term is not on offer.', '该期限不可选。'),
  cost_cap_exceeded: entry(
    422,
    'The all-in annual cost would exceed the legal cap.',
    '综合融资成本将超过法定上限。',
  ),
  quote_expired: entry(422, 'The quote has expired.', '报价已过期。'),
  quote_used: entry(409, 'The quote was used already.', '报价已被使用。'),
  order_state_conflict: entry(409, 'The order is in another state.', '订单当前状态不允许此操作。'),
  offer_expired: entry(409, 'The offer has expired.', '合同签署已过期。'),
  cost_sheet_mismatch: entry(
    409,
    'The confirmed cost sheet is not the one on offer.',
    '确认的费用明细与当前合同不一致。',
  ),
  cost_sheet_not_read: entry(
    422,
    'The cost sheet must be shown for its reading time first.',
    '请先完整阅读综合融资成本明示单。',
  ),
  review_closed: entry(409, 'The review is closed.', '审核已结束。'),
  review_not_opened: entry(
    409,
    'Open the case first: nobody decides unseen.',
    '请先查看资料再作决定。',
  ),
  case_closed: entry(409, 'The case is not in that state any more.', '该差错已不在此状态。'),
  change_closed: entry(
    409,
    'This change was decided, withdrawn or has lapsed.',
    '该变更已处理、已撤回或已失效。',
  ),
  shadows_exhausted: entry(
    409,
    'No more versions may run as shadows; stop one first.',
    '影子版本数量已达上限，请先停用一个。',
  ),
  loan_closed: entry(409, 'The loan is closed.', '借款已结清或关闭。'),
  amount_exceeds_payoff: entry(422, 'The amount exceeds what is owed.', '金额超过应还总额。'),
  repayment_in_progress: entry(409, 'A repayment is in progress.', '有一笔还款正在处理中。'),
  instalments_not_next: entry(
    422,
    'Choose instalments from the oldest open one on, without a gap.',
    '请从最早的未还期次起连续选择。',
  ),
  prepayment_refused: entry(
    422,
    'This part cannot be repaid early; the figures say why.',
    '不能按此金额提前还款，原因见详情。',
  ),
  adjustment_refused: entry(
    422,
    'The loan cannot be adjusted so; the figures say why.',
    '不能如此调整该借款，原因见详情。',
  ),
  adjustment_closed: entry(409, 'The adjustment is decided already.', '该调整已处理。'),
  second_person_required: entry(
    403,
    'Whoever proposed it cannot decide it.',
    '提出人不能自行审批，须由另一人处理。',
  ),
  collection_closed: entry(409, 'The case is closed.', '该案件已关闭。'),
  case_not_taken: entry(409, 'Take the case first.', '请先领取该案件。'),
  contact_refused: entry(
    409,
    'The debtor may not be contacted now; the figures say why and when at the earliest.',
    '当前不得联系借款人，原因及最早可联系时间见详情。',
  ),
  call_not_open: entry(409, 'This call has its result already.', '该通话结果已登记。'),
  promise_refused: entry(
    409,
    'This promise cannot be taken; the figures say why.',
    '无法接受该还款承诺，原因见详情。',
  ),
  dispute_open: entry(409, 'The loan is disputed already.', '该借款已有未处理的异议。'),
  hardship_open: entry(409, 'Help is being asked for already.', '该借款已有未处理的困难救助申请。'),
  callback_rejected: entry(401, 'The callback was not accepted.', '回调未被接受。'),
  conflict: entry(409, 'Something changed meanwhile; try again.', '数据已变化，请重试。'),
  unavailable: entry(503, 'Temporarily unavailable; try again.', '服务暂时不可用，请重试。'),
  internal: entry(500, 'Something went wrong on our side.', '系统内部错误。'),
};
