/** Claims about which definitions are accepted, and how the others are refused. */
import { DefinitionError, parseDefinition } from '../../../local/step-functions/definition';
import type { JsonObject } from '../../../local/step-functions/json';
import { validateDefinition } from '../../../local/step-functions/validation';
import { Laptop, machine, task } from './laptop';

const END: JsonObject = { Type: 'Pass', End: true };

describe('a definition', () => {
  it('is read from its text as from its JSON', () => {
    const definition = machine({ Pay: task() });
    expect(parseDefinition(JSON.stringify(definition))).toEqual(parseDefinition(definition));
  });

  it('passes both validators when every state type is used rightly', () => {
    expect(validateDefinition(everything())).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['is no JSON', '{', 'must be JSON'],
    ['speaks JSONPath', { StartAt: 'A', States: { A: { Type: 'Succeed' } } }, 'QueryLanguage'],
    ['has JSONPath fields', pass({ ResultPath: '$.a' }), "field 'ResultPath' is not supported"],
    ['has a state of another language', pass({ QueryLanguage: 'JSONPath' }), 'QueryLanguage'],
    ['leads nowhere', pass({ Next: 'Nowhere', End: undefined }), "state 'Nowhere' does not exist"],
    ['starts nowhere', { ...pass({}), StartAt: 'X' }, "state 'X' does not exist"],
    ['neither ends nor goes on', pass({ End: undefined }), "either 'Next' or 'End'"],
    ['has an unreachable state', machine({ A: END, B: END }), 'nothing leads to the state'],
    ['has an unknown state type', machine({ A: { Type: 'Paas' } }), "'Paas' does not exist"],
    ['waits for nothing', machine({ A: { Type: 'Wait', End: true } }), "'Seconds' or 'Timestamp'"],
    ['calls nothing', machine({ A: { Type: 'Task', End: true } }), "'Resource' is missing"],
    ['reads a name with no context', pass({ Output: '{% orderId %}' }), "Reference to 'orderId'"],
    ['reads the missing context', pass({ Output: '{% $.a %}' }), "Reference to '$'"],
    ['reads the missing root', pass({ Output: '{% $$.a %}' }), "Reference to '$$'"],
    ['has a broken expression', pass({ Output: '{% a[1,2) %}' }), 'INVALID_JSONATA_EXPRESSION'],
    [
      'reads an error where there is none',
      pass({ Output: '{% $states.errorOutput.Error %}' }),
      'errorOutput',
    ],
    ['assigns to a reserved name', pass({ Assign: { states: 1 } }), "'states' is no name"],
    ['assigns to no name', pass({ Assign: { '1st': 1 } }), "'1st' is no name"],
    [
      'catches behind a wildcard',
      machine({ A: task({ Catch: [caught('States.ALL'), caught('Late')] }), End: END }),
      "'States.ALL' must stand alone and last",
    ],
    [
      'mixes a wildcard with names',
      machine({ A: task({ Retry: [{ ErrorEquals: ['States.ALL', 'X'] }] }) }),
      "'States.ALL' must stand alone and last",
    ],
    [
      'retries no error',
      machine({ A: task({ Retry: [{ ErrorEquals: [] }] }) }),
      "'ErrorEquals' must name an error",
    ],
    [
      'expects heartbeats beyond its timeout',
      machine({ A: task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }) }),
      "must be less than 'TimeoutSeconds'",
    ],
    [
      'hides an outer variable',
      machine({
        A: { Type: 'Pass', Assign: { rate: 1 }, Next: 'B' },
        B: {
          Type: 'Parallel',
          Branches: [machine({ C: { ...END, Assign: { rate: 2 } } })].map(inner),
          End: true,
        },
      }),
      "variable 'rate' belongs to the outer scope",
    ],
    [
      'is broken in a branch',
      machine({ A: { Type: 'Parallel', Branches: [{ StartAt: 'X', States: {} }], End: true } }),
      '/States/A/Branches/0/States',
    ],
    ['batches without a limit', mapWith({ ItemBatcher: {} }, 'STANDARD'), 'a limit of items'],
    [
      'batches inline',
      mapWith({ ItemBatcher: { MaxItemsPerBatch: 2 } }),
      "'ItemBatcher' needs Mode DISTRIBUTED",
    ],
    [
      'waits for a token in an Express child',
      mapWith({}, 'EXPRESS', task({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' })),
      'an Express child cannot wait',
    ],
  ])('is refused when it %s', (_, definition, problem) => {
    expect(() => parseDefinition(definition)).toThrow(DefinitionError);
    expect(() => parseDefinition(definition)).toThrow(problem);
    expect(validateDefinition(definition)).not.toEqual([]);
  });

  it('may read names in predicates, sort terms and later steps of a path', () => {
    const output = '{% $states.input.items[price > 3]^(price).{"p": price} %}';
    expect(validateDefinition(pass({ Output: output }))).toEqual([]);
  });

  it('may give a variable of a distributed iteration the name of an outer one', () => {
    const process = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'C',
      States: { C: { ...END, Assign: { rate: 2 } } },
    };
    const definition = machine({
      A: { Type: 'Pass', Assign: { rate: 1 }, Next: 'B' },
      B: { Type: 'Map', Items: [1], ItemProcessor: process, End: true },
    });
    expect(validateDefinition(definition)).toEqual([]);
  });

  it('is refused by the engine when it calls what nobody here can call', () => {
    const definition = machine({ A: task({ Resource: 'arn:aws:states:::sqs:sendMessage' }) });
    expect(() => new Laptop(definition)).toThrow("nobody here can call 'arn:aws:states:::sqs");
  });

  it('is left as it was given', () => {
    const definition = machine({ A: END });
    const before = structuredClone(definition);
    validateDefinition(definition);
    expect(definition).toEqual(before);
  });
});

function mapWith(more: JsonObject, type?: string, item: JsonObject = END): JsonObject {
  const config: JsonObject = type
    ? { Mode: 'DISTRIBUTED', ExecutionType: type }
    : { Mode: 'INLINE' };
  const process = { ProcessorConfig: config, StartAt: 'C', States: { C: item } };
  return machine({ B: { Type: 'Map', Items: [1], ItemProcessor: process, End: true, ...more } });
}

function everything(): JsonObject {
  return machine({
    Check: task({
      Retry: [{ ErrorEquals: ['States.TaskFailed'] }],
      Next: 'Look',
      Assign: { a: 1 },
    }),
    Look: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $a = 1 %}', Next: 'Pause', Assign: { b: 2 } }],
      Default: 'Refuse',
    },
    Pause: { Type: 'Wait', Seconds: '{% $a %}', Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [inner(machine({ Left: END })), inner(machine({ Right: END }))],
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      Items: [1, 2],
      ItemProcessor: inner(machine({ Item: END })),
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Refuse' }],
      Next: 'Finish',
    },
    Finish: { Type: 'Succeed', Output: '{% $b %}' },
    Refuse: { Type: 'Fail', Error: 'Refused', Cause: '{% "because " & $string($a) %}' },
  });
}

function pass(more: Record<string, JsonObject[string] | undefined>): JsonObject {
  const fields = Object.entries({ ...END, ...more }).filter(([, value]) => value !== undefined);
  return machine({ A: Object.fromEntries(fields) as JsonObject });
}

function inner({ StartAt, States }: JsonObject): JsonObject {
  return { StartAt: StartAt ?? null, States: States ?? null };
}

function caught(name: string): JsonObject {
  return { ErrorEquals: [name], Next: 'End' };
}
