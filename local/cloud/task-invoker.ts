/** Lets state machines call functions: with their role's permission, counted for their state. */
import type { Functions } from '../functions/functions';
import type { Invoke, TaskReply } from '../step-functions/environment';
import type { Json } from '../step-functions/json';
import type { Authorizer } from './authorize';
import { AwsError } from './service';

export function taskInvoker(functions: Functions, authorizer: Authorizer): Invoke {
  return async (functionArn, payload, roleId, task): Promise<TaskReply> => {
    // The permission is asked on the function's ARN, also where the definition gives a name.
    const resource = functions.find(functionArn)?.arn ?? functionArn;
    const qualified = functionArn.startsWith(resource) ? functionArn : resource;
    try {
      authorizer.require({ roleId }, [{ action: 'lambda:InvokeFunction', resource: qualified }]);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { ok: false, errorType: `Lambda.${error.code}`, errorMessage: error.message };
    }
    const cause = `${task.machineArn.split(':').at(-1)}: ${task.state}`;
    const result = await functions.invoke(functionArn, payload, { cause });
    return result.ok ? { ok: true, payload: result.payload as Json } : result;
  };
}
