/** Two readings of a definition, for tests: our own and, if that finds nothing, asl-validator's. */
import validate from 'asl-validator';
import { DefinitionError, parseDefinition } from './definition';

/** The problems found in a definition (JSON, or its text); none if it may be deployed. */
export function validateDefinition(definition: unknown): string[] {
  try {
    // A copy: the validator writes into what it is given.
    const { errors } = validate(parseDefinition(definition));
    return errors.map((error) => `${error['Error code']}: ${error.Message}`);
  } catch (error) {
    if (error instanceof DefinitionError) return [...error.problems];
    throw error;
  }
}
