/** What one emulated AWS service looks like to the endpoint in front of it. */
import type { PolicyStatement } from '../template/roles';

/** Who signed the call: a function's or state machine's role from the template, or the operator. */
export interface Principal {
  /** Logical id of the role in the template, or 'operator' (an administrator of the account). */
  readonly roleId: string;
  /** Of a session that was lent: allowed is what the role and these statements both allow. */
  readonly session?: readonly PolicyStatement[];
}

export interface ServiceCall {
  /** The API's action, e.g. 'TransactWriteItems'. */
  readonly action: string;
  /** The request as the service's JSON (blobs are base64 strings, as on the wire). */
  readonly input: Record<string, unknown>;
  readonly principal: Principal;
}

/** A service that speaks one of AWS's JSON protocols (1.0 or 1.1). */
export interface JsonService {
  /** Answers the call as JSON; throws AwsError for every failure a caller may see. */
  call(call: ServiceCall): Promise<Record<string, unknown>>;
}

/** An error as AWS would answer it: the SDK turns `code` into the exception's name. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Further members of the answer, e.g. CancellationReasons. */
    readonly members: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = code;
  }
}
