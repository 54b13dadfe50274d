/** The state machines the endpoint knows, as the template describes them. */
import { DefinitionError, parseDefinition } from './definition';
import type { Integration } from './environment';
import { type Definition, innerGraphs, type StateGraph } from './language';
import { calledBy, INVOKE, isLambdaArn } from './task-state';

export interface Logging {
  readonly group: string;
  readonly level: 'ALL' | 'ERROR' | 'FATAL' | 'OFF';
  readonly includeExecutionData: boolean;
}

export interface MachineSettings {
  /** arn:aws:states:region:account:stateMachine:name */
  readonly arn: string;
  readonly name: string;
  /** The definition with every substitution made: JSON, or its text. */
  readonly definition: unknown;
  /** Logical id of the role its tasks run as. */
  readonly roleId: string;
  readonly logging?: Logging;
}

export interface Machine extends Omit<MachineSettings, 'definition'> {
  readonly definition: Definition;
  readonly definitionText: string;
  readonly createdMillis: number;
}

/**
 * Reads a machine's definition, and refuses resources nobody here can call.
 * @throws DefinitionError
 */
export function readMachine(
  settings: MachineSettings,
  integrations: Readonly<Record<string, Integration>>,
  createdMillis: number,
): Machine {
  const definition = parseDefinition(settings.definition);
  const unknown = resourcesOf(definition).filter((resource) => {
    const called = calledBy(resource);
    return (
      !isLambdaArn(resource) &&
      called !== INVOKE &&
      !integrations[called] &&
      !integrations[resource]
    );
  });
  if (unknown.length > 0) {
    throw new DefinitionError(unknown.map((resource) => `nobody here can call '${resource}'`));
  }
  const text = settings.definition;
  const definitionText = typeof text === 'string' ? text : JSON.stringify(text);
  return { ...settings, definition, definitionText, createdMillis };
}

function resourcesOf(graph: StateGraph): string[] {
  return Object.values(graph.States).flatMap((state) => [
    ...(state.Type === 'Task' ? [state.Resource] : []),
    ...innerGraphs(state).flatMap(resourcesOf),
  ]);
}
