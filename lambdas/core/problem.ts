/** Everything that may be refused, as one closed union: what is not here cannot be answered. */

export const problemCodes = [
  // the request itself
  'validation_failed',
  'malformed_body',
  'payload_too_large',
  'unsupported_media_type',
  'idempotency_key_missing',
  'idempotency_key_reused',
  // who asks
  'unauthenticated',
  'forbidden',
  'not_found',
  'too_many_requests',
  // signing in
  'code_wrong',
  'code_expired',
  'code_attempts_exhausted',
  'second_factor_required',
  'second_factor_wrong',
  'step_up_required',
  'step_up_on_hold',
  'device_unknown',
  'gesture_wrong',
  'gesture_locked',
  'passkey_rejected',
  'ticket_invalid',
  'phone_taken',
  // consents
  'consent_missing',
  'consent_text_outdated',
  // identity
  'picture_missing',
  'picture_too_large',
  'picture_unreadable',
  'not_an_id_card',
  'id_card_fields_unclear',
  'picture_blurred',
  'picture_glare',
  'picture_cut_off',
  'picture_covered',
  'picture_too_dark',
  'picture_too_small',
  'card_not_original',
  'card_temporary',
  'card_fields_unchecked',
  'id_number_invalid',
  'id_number_mismatch',
  'name_mismatch',
  'id_card_expired',
  'id_card_contradictory',
  'age_out_of_range',
  'identity_taken',
  'identity_incomplete',
  'identity_already_confirmed',
  'reading_expired',
  'liveness_not_finished',
  'liveness_session_used',
  'liveness_session_expired',
  'liveness_locked',
  'face_not_verified',
  'identity_review_open',
  // bank cards
  'card_number_invalid',
  'card_already_bound',
  'card_not_verified',
  'wallet_already_linked',
  'wallet_not_active',
  // deletion
  'deletion_refused',
  // orders
  'limit_not_granted',
  'limit_exceeded',
  'product_unavailable',
  'amount_out_of_range',
  'term_unavailable',
  'cost_cap_exceeded',
  'quote_expired',
  'quote_used',
  'order_state_conflict',
  'offer_expired',
  'cost_sheet_mismatch',
  'cost_sheet_not_read',
  // reviews
  'review_closed',
  'review_not_opened',
  // changes that need two people
  'change_closed',
  'case_closed',
  'shadows_exhausted',
  // loans
  'loan_closed',
  'amount_exceeds_payoff',
  'repayment_in_progress',
  'instalments_not_next',
  'prepayment_refused',
  'adjustment_refused',
  'adjustment_closed',
  'second_person_required',
  // collection
  'collection_closed',
  'case_not_taken',
  'contact_refused',
  'call_not_open',
  'promise_refused',
  'dispute_open',
  'hardship_open',
  // payment channels
  'callback_rejected',
  // ours
  'conflict',
  'unavailable',
  'internal',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** A refusal on its way out. `fields` name what was wrong in the input, never its value. */
export interface Problem {
  readonly code: ProblemCode;
  readonly fields?: readonly { readonly path: string; readonly reason: string }[];
  /** Machine-readable figures that explain the refusal, e.g. `{ retryAfterSeconds: 60 }`. */
  readonly figures?: Readonly<Record<string, string | number | readonly string[]>>;
}

export const problem = (
  code: ProblemCode,
  figures?: Problem['figures'],
  fields?: Problem['fields'],
): Problem => ({ code, ...(figures && { figures }), ...(fields && { fields }) });
