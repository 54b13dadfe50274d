/** A second opinion on definitions, for tests: the asl-validator package and our own reading. */
import validate from 'asl-validator';
import { DefinitionError, parseDefinition } from './definition';

/** The problems found in a definition (JSON, or its text); none if it may be deployed. */
export function validateDefinition(definition: unknown): string[] {
  const problems = ownProblems(definition);
  const parsed: unknown = typeof definition === 'string' ? parse(definition) : definition;
  if (typeof parsed !== 'object' || parsed === null) return problems;
  // The validator writes into what it is given.
  const { errorMessages } = validate(structuredClone(parsed));
  return [...problems, ...errorMessages.map((error) => `${error['Error code']}: ${error.Message}`)];
}

function ownProblems(definition: unknown): string[] {
  try {
    parseDefinition(definition);
    return [];
  } catch (error) {
    if (error instanceof DefinitionError) return [...error.problems];
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
