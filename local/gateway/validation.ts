/** Judges a request by the method's validator: parameters that must be there, a body that fits. */

import type { ValidateFunction } from 'ajv';
import Ajv from 'ajv-draft-04';
import type { RestApiMethod } from '../template/rest-api';
import type { RequestContext } from './context';
import type { Refusal } from './gateway-response';
import { headerOf } from './request';

/** Models as the template has them; compiled once. */
export class RequestValidation {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  private readonly compiled = new WeakMap<object, ValidateFunction>();

  judge(context: RequestContext): Refusal | undefined {
    const { method } = context;
    if (!method) return undefined;
    return this.judgeParameters(method, context) ?? this.judgeBody(method, context);
  }

  private judgeParameters(method: RestApiMethod, context: RequestContext): Refusal | undefined {
    if (!method.validatesParameters) return undefined;
    const missing = Object.entries(method.requestParameters)
      .filter(([place, required]) => required && !parameterOf(place, context))
      .map(([place]) => place.split('.').slice(3).join('.'));
    if (missing.length === 0) return undefined;
    return {
      type: 'BAD_REQUEST_PARAMETERS',
      message: `Missing required request parameters: [${missing.join(', ')}]`,
    };
  }

  /** A body of a type that has no model passes unjudged, as it does in AWS. */
  private judgeBody(method: RestApiMethod, context: RequestContext): Refusal | undefined {
    const contentType = headerOf(context.request, 'content-type') ?? 'application/json';
    const mediaType = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
    const models = method.requestModels;
    const model = Object.hasOwn(models, mediaType) ? models[mediaType] : models.$default;
    if (!method.validatesBody || typeof model !== 'object' || model === null) return undefined;
    const validationError = this.errorsOf(model, context.request.body.toString('utf8'));
    return validationError === undefined
      ? undefined
      : { type: 'BAD_REQUEST_BODY', validationError };
  }

  private errorsOf(model: object, text: string): string | undefined {
    const value = parseJson(text);
    if (value === undefined) return 'Invalid JSON';
    const validate = this.compiled.get(model) ?? this.ajv.compile(model);
    this.compiled.set(model, validate);
    if (validate(value)) return undefined;
    const errors = (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath || 'object'} ${message}`,
    );
    return `[${errors.join(', ')}]`;
  }
}

/** method.request.header.Idempotency-Key and its like; an empty value counts as missing. */
function parameterOf(place: string, context: RequestContext): string | undefined {
  const [, , location, ...rest] = place.split('.');
  const name = rest.join('.');
  if (location === 'header') return headerOf(context.request, name);
  if (location === 'querystring') return context.request.query[name]?.at(-1);
  return context.pathParameters[name];
}

/** API Gateway takes an empty body for an empty object. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.trim() === '' ? '{}' : text);
  } catch {
    return undefined;
  }
}
