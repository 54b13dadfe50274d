/** The part of the Store contract that holds for any input: against a plain model. */
import fc from 'fast-check';
import type { Body, Change, Key, Store, Value } from '../../lambdas/core/ports/store';

export function describeStoreProperties(store: () => Store): void {
  it('gives back every value exactly', async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, async (body) => {
        const key = { table: 'risk', partition: fresh('value'), sort: '1' } as const;
        await store().commit([{ kind: 'insert', item: { key, body } }]);
        expect((await store().get(key))?.body).toStrictEqual(body);
      }),
      { numRuns: 150 },
    );
  });

  it('does with any sequence of commits what a plain map of rows does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCommit, { maxLength: 12 }), async (commits) => {
        const [partition, model] = [fresh('model'), new Map<string, ModelRow>()];
        for (const steps of commits) {
          const changes = steps.map((step) => changeOf(partition, step));
          const failed = steps.flatMap((step, at) => (holds(model, step) ? [] : [at]));
          if (failed.length === 0) for (const step of steps) apply(model, step);

          const result = await store().commit(changes);

          expect(result.ok ? [] : result.error.failed).toEqual(failed);
        }
        const { items } = await store().query({ table: 'risk', partition });
        const rows = items.map(({ key, version, body }) => [key.sort, { version, ...body }]);
        expect(rows).toEqual([...model].sort(([one], [other]) => (one < other ? -1 : 1)));
      }),
      { numRuns: 100 },
    );
  });

  it('reads any range of any keys as a filter and a sort would', async () => {
    // dynalite orders the two ends of a range by UTF-16, which differs from UTF-8 above U+FFFF.
    const unit = fc.integer({ min: 0, max: 0xd7ff }).map((code) => String.fromCharCode(code));
    const text = fc.string({ unit, minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(text, { minLength: 1, maxLength: 12 }),
        text,
        text,
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (sorts, from, to, limit, descending) => {
          const partition = fresh('range');
          await store().commit(
            sorts.map((sort) => ({
              kind: 'insert',
              item: { key: { table: 'risk', partition, sort }, body: {} },
            })),
          );
          const query = {
            table: 'risk',
            partition,
            sort: { from, to },
            limit,
            descending,
          } as const;
          const read: string[] = [];
          let page = await store().query(query);
          for (;;) {
            read.push(...page.items.map(({ key }) => key.sort));
            if (!page.next) break;
            page = await store().query({ ...query, cursor: page.next });
          }
          const expected = sorts.filter((sort) => bytes(from, sort) <= 0 && bytes(sort, to) <= 0);
          expected.sort(bytes);
          expect(read).toEqual(descending ? expected.toReversed() : expected);
        },
      ),
      { numRuns: 100 },
    );
  });
}

interface ModelRow {
  version: number;
  value?: number;
  written?: number;
}

interface Step {
  readonly sort: string;
  readonly kind: Change['kind'];
  readonly version: number;
  readonly by: number;
}

const sorts = ['A', 'B', 'C', 'D'];

/** Versions are small and often right, so that a good part of the commits succeeds. */
const anyCommit = fc.uniqueArray(
  fc.record({
    sort: fc.constantFrom(...sorts),
    kind: fc.constantFrom('insert', 'replace', 'remove', 'require', 'add'),
    version: fc.integer({ min: 0, max: 3 }),
    by: fc.integer({ min: -3, max: 6 }),
  }) as fc.Arbitrary<Step>,
  { selector: ({ sort }) => sort, minLength: 1, maxLength: 4 },
);

const [min, max] = [-2, 8];

function changeOf(partition: string, { sort, kind, version, by }: Step): Change {
  const key: Key = { table: 'risk', partition, sort };
  const item = { key, body: { written: by } };
  switch (kind) {
    case 'insert':
      return { kind, item };
    case 'replace':
      return { kind, item, expectedVersion: version };
    case 'remove':
      return { kind, key, expectedVersion: version };
    case 'require':
      return { kind, key, version: version === 0 ? 'absent' : version };
    case 'add':
      return { kind, key, by, min, max };
  }
}

function holds(model: Map<string, ModelRow>, { sort, kind, version, by }: Step): boolean {
  const row = model.get(sort);
  if (kind === 'insert') return !row;
  if (kind === 'require') return (row?.version ?? 0) === version;
  if (kind !== 'add') return row?.version === version;
  if (row && row.value === undefined) return false;
  const sum = (row?.value ?? 0) + by;
  return min <= sum && sum <= max;
}

function apply(model: Map<string, ModelRow>, { sort, kind, by }: Step): void {
  const row = model.get(sort);
  const version = (row?.version ?? 0) + 1;
  if (kind === 'insert' || kind === 'replace') model.set(sort, { version, written: by });
  if (kind === 'remove') model.delete(sort);
  if (kind === 'add') model.set(sort, { version, value: (row?.value ?? 0) + by });
}

const anyNumber = fc
  .oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true, min: -1e125, max: 1e125 }))
  .filter((number) => Math.abs(number) > 1e-130 || Object.is(number, 0));

const anyName = fc.string({ unit: 'binary', maxLength: 8 }).filter((name) => name !== '__proto__');

const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.string({ unit: 'binary', maxLength: 20 }),
    anyNumber,
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('value'), { maxLength: 4 }) as fc.Arbitrary<Value>,
    fc.dictionary(anyName, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

const anyBody = fc.dictionary(anyName, anyValue, {
  maxKeys: 5,
  noNullPrototype: true,
}) as fc.Arbitrary<Body>;

let count = 0;

const fresh = (name: string) => `${name}-${process.pid}-${++count}`;

const bytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
