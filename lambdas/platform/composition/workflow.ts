/** The loan origination workflow this function may start or answer. */
import { stepFunctionsClient } from '../../adapters/clients/step-functions';
import { StepFunctionsWorkflow } from '../../adapters/step-functions-workflow';
import { readVariable } from '../../contract/environment';
import type { Workflow } from '../../core/ports/workflow';

export const openWorkflow = (): Workflow =>
  new StepFunctionsWorkflow(stepFunctionsClient(), () => readVariable('originationWorkflow'));
