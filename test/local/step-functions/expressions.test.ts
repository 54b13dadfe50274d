/** Claims about {% JSONata %} in fields, and the functions Step Functions adds to it. */
import { createHash } from 'node:crypto';
import { EvaluationError, evaluate } from '../../../local/step-functions/expressions';
import type { Json, JsonObject } from '../../../local/step-functions/json';

describe('a template', () => {
  it('stands for itself where it holds no expression', async () => {
    const template = { a: [1, null, true, 'text', '{% half'], b: { c: ' {% 1 %}' } };
    expect(await evaluated(template)).toEqual(template);
  });

  it('is evaluated at any depth, each value once', async () => {
    const template = { order: '{% $order.id %}', days: ['{% $order.days * 2 %}', 3] };
    expect(await evaluated(template, { order: { id: 'o-1', days: 15 } })).toEqual({
      order: 'o-1',
      days: [30, 3],
    });
  });

  it('keeps a JSON null as a value', async () => {
    expect(await evaluated({ v: '{% $x.y %}' }, { x: { y: null } })).toEqual({ v: null });
  });

  it('fails with the field and the expression when one yields nothing', async () => {
    const failure = await evaluated({ v: [1, '{% $x.absent %}'] }, { x: {} }).catch((e) => e);
    expect(failure).toBeInstanceOf(EvaluationError);
    expect(failure.location).toBe('Output/v[1]');
    expect(failure.message).toBe(
      "The JSONata expression '$x.absent' specified for the field 'Output/v[1]' " +
        'returned nothing (undefined).',
    );
  });

  it.each(['{% $sum("x") %}', '{% $unknown() %}', '{% $eval("1") %}', '{% $f := function(){1} %}'])(
    'fails when %s cannot be a value',
    async (template) => {
      await expect(evaluated(template)).rejects.toBeInstanceOf(EvaluationError);
    },
  );

  it('gives up an expression that never ends', async () => {
    const endless = '{% ($f := function($n){ $f($n + 1) + 1 }; $f(0)) %}';
    await expect(evaluated(endless)).rejects.toBeInstanceOf(EvaluationError);
  }, 20_000);

  it('answers plain arrays, not the sequences JSONata works with', async () => {
    const value = await evaluated('{% $items[price > 1] %}', {
      items: [{ price: 1 }, { price: 2 }, { price: 3 }],
    });
    expect(value).toStrictEqual([{ price: 2 }, { price: 3 }]);
  });
});

describe("Step Functions' own functions", () => {
  it.each<[string, Json]>([
    ['$partition([1..5], 2)', [[1, 2], [3, 4], [5]]],
    [
      '$partition([1..4], 2.9)',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['$range(1, 7, 3)', [1, 4, 7]],
    ['$range(5, 1, -2)', [5, 3, 1]],
    ['$range(-1.7, 1, 1)', [-1, 0, 1]],
    ['$range(2, 2, 1)', 2],
    ['$hash("loan", "MD5")', digest('md5')],
    ['$hash("loan", "SHA-1")', digest('sha1')],
    ['$hash("loan", "SHA-256")', digest('sha256')],
    ['$hash("loan", "SHA-384")', digest('sha384')],
    ['$hash("loan", "SHA-512")', digest('sha512')],
    ['$parse("{\\"a\\": [1]}").a', [1]],
    ['$uuid()', '11111111-1111-4111-8111-111111111111'],
    ['$random()', 0.25],
    ['$random(7) = $random(7)', true],
    ['$random(7) = $random(8)', false],
  ])('%s', async (expression, value) => {
    expect(await evaluated(`{% ${expression} %}`)).toEqual(value);
  });

  it.each(['$partition([1,2], 0)', '$partition([], 1)', '$range(1, 5, -1)', '$range(1, 5)'])(
    '%s yields nothing, which fails the field',
    async (expression) => {
      await expect(evaluated(`{% ${expression} %}`)).rejects.toThrow('returned nothing');
    },
  );

  it('refuses a range as large as AWS refuses', async () => {
    await expect(evaluated('{% $range(1, 360146, 1) %}')).rejects.toThrow('memory limit');
  });

  it('reads the time from the clock it is given', async () => {
    expect(await evaluated('{% $now() %}')).toBe('2027-01-15T08:30:00.000Z');
    expect(await evaluated('{% $now("[Y0001]-[M01]-[D01]", "+0800") %}')).toBe('2027-01-15');
    expect(await evaluated('{% $millis() %}')).toBe(NOW);
  });
});

const NOW = Date.UTC(2027, 0, 15, 8, 30);

function evaluated(template: Json, bindings: JsonObject = {}): Promise<Json> {
  return evaluate(template, 'Output', bindings, {
    now: () => NOW,
    random: () => 0.25,
    uuid: () => '11111111-1111-4111-8111-111111111111',
  });
}

function digest(algorithm: string): string {
  return createHash(algorithm).update('loan').digest('hex');
}
