/** Instructions: callbacks in any order, any number and any contradiction conclude them once. */
import * as fc from 'fast-check';
import {
  createInstruction,
  disbursementId,
  effectOf,
  type Instruction,
  type InstructionItem,
  isConcluded,
  noticeKey,
  openPartition,
  openShards,
  recordNotice,
  replaceInstruction,
} from '../../../lambdas/core/payments/instruction';
import type { Change } from '../../../lambdas/core/ports/store';

const instruction: Instruction = {
  instructionId: 'rep_aaaaaaaaaaaaaaaaaaaaaaaaaa',
  purpose: 'repayment',
  orderedBy: 'borrower',
  subjectId: 'loan_aaaaaaaaaaaaaaaaaaaaaaaaaa',
  customerId: 'cus_aaaaaaaaaaaaaaaaaaaaaaaaaa',
  channel: 'sandbox',
  accountToken: 'account-1',
  amountFen: 700,
  state: 'sent',
  createdAtMillis: Date.UTC(2026, 10, 22),
};

const occurredAt = '2026-11-22T02:00:00.000Z';

const notice = fc.record({
  amountFen: fc.constantFrom(700, 700, 700, 699, 701),
  instruction: fc.oneof(
    fc.constant({ status: 'succeeded' as const, occurredAt }),
    fc.constant({ status: 'failed' as const, failureCode: 'declined' as const, occurredAt }),
  ),
});

describe('an instruction', () => {
  it('is concluded by the first fitting notice, once, whatever comes before or after', () => {
    fc.assert(
      fc.property(fc.array(notice, { maxLength: 12 }), (notices) => {
        let now = instruction;
        const effects = notices.map((each) => {
          const effect = effectOf(now, each);
          if (effect.kind === 'concludes') now = effect.next;
          return effect.kind;
        });

        const first = notices.findIndex(({ amountFen }) => amountFen === 700);
        expect(effects.filter((kind) => kind === 'concludes')).toHaveLength(first < 0 ? 0 : 1);
        expect(effects.indexOf('concludes')).toBe(first);
        expect(now.state).toBe(first < 0 ? 'sent' : notices[first]!.instruction.status);
      }),
    );
  });

  it('moves nothing for another amount, be it never so final', () => {
    for (const amountFen of [699, 701, 0])
      expect(
        effectOf(instruction, { amountFen, instruction: { status: 'succeeded', occurredAt } }),
      ).toEqual({ kind: 'contradicts' });
  });

  it.each([
    ['succeeded', 'succeeded', 'repeats'],
    ['failed', 'failed', 'repeats'],
    ['succeeded', 'failed', 'contradicts'],
    ['failed', 'succeeded', 'contradicts'],
  ] as const)('that has %s hears that it %s: %s', (state, status, kind) => {
    const told =
      status === 'failed'
        ? ({ status, failureCode: 'declined', occurredAt } as const)
        : { status, occurredAt };

    expect(effectOf({ ...instruction, state }, { amountFen: 700, instruction: told })).toEqual({
      kind,
    });
  });

  it.each(['created', 'sent', 'unknown'] as const)(
    'that is %s may still end either way',
    (state) => {
      const concluded = effectOf(
        { ...instruction, state },
        {
          amountFen: 700,
          instruction: { status: 'failed', failureCode: 'accountClosed', occurredAt },
        },
      );

      expect(concluded).toMatchObject({
        kind: 'concludes',
        next: { state: 'failed', failureCode: 'accountClosed', concludedAt: occurredAt },
      });
    },
  );

  it('keeps what it is about through its conclusion', () => {
    const effect = effectOf(instruction, {
      amountFen: 700,
      instruction: { status: 'succeeded', occurredAt },
    });

    expect(effect.kind === 'concludes' && effect.next).toEqual({
      ...instruction,
      state: 'succeeded',
      concludedAt: occurredAt,
    });
  });
});

describe('the rows of an instruction', () => {
  it('are found as open until it is concluded, and then no more', () => {
    const item = { ...itemOf(instruction), version: 3 };

    for (const state of ['created', 'sent', 'unknown', 'succeeded', 'failed'] as const) {
      const next = { ...instruction, state };
      const open = placesOf(replaceInstruction(item, next)).filter((place) =>
        place.startsWith('OPEN#'),
      );
      expect(open).toHaveLength(isConcluded(next) ? 0 : 1);
    }
  });

  it('spread the open ones over all shards', () => {
    const places = [...'abcdefghijklmnopqrstuvwxyz234567'].flatMap((last) =>
      placesOf(createInstruction({ ...instruction, instructionId: `rep_${last}` })[0]!).filter(
        (place) => place.startsWith('OPEN#'),
      ),
    );

    expect(new Set(places)).toEqual(
      new Set(Array.from({ length: openShards }, (_, shard) => openPartition(shard))),
    );
  });

  it('hold the event that has it sent, from the moment it is made', () => {
    expect(createInstruction(instruction)).toMatchObject([
      { kind: 'insert', item: { body: { state: 'created' } } },
      {
        kind: 'insert',
        item: {
          body: {
            type: 'InstructionCreated',
            data: { instructionId: instruction.instructionId },
          },
        },
      },
    ]);
  });

  it('keep a notice under the channel’s own event id', () => {
    const { instructionId } = instruction;
    const word = {
      eventId: 'event-1',
      amountFen: 700,
      instruction: { status: 'succeeded', occurredAt },
    } as const;

    expect(recordNotice(instructionId, 'repeats', word)).toMatchObject({
      kind: 'insert',
      item: {
        key: noticeKey(instructionId, { ...word }),
        body: { effect: 'repeats', status: 'succeeded', amountFen: 700 },
      },
    });
  });

  it('keep what says something else under the same id beside it', () => {
    const { instructionId } = instruction;
    const word = { eventId: 'event-1', amountFen: 700 };
    const keys = [
      { ...word, instruction: { status: 'succeeded', occurredAt } as const },
      { ...word, amountFen: 701, instruction: { status: 'succeeded', occurredAt } as const },
      {
        ...word,
        instruction: { status: 'failed', failureCode: 'declined', occurredAt } as const,
      },
    ].map((each) => noticeKey(instructionId, each).sort);
    expect(new Set(keys).size).toBe(3);
  });
});

describe('the id of a disbursement', () => {
  it('follows from the order’s, so that an order is paid out once', () => {
    expect(disbursementId('ord_aaaaaaaaaaaaaaaaaaaaaaaaaa')).toBe('dis_aaaaaaaaaaaaaaaaaaaaaaaaaa');
  });
});

function itemOf(body: Instruction): InstructionItem {
  const [insert] = createInstruction(body);
  if (insert?.kind !== 'insert') throw new Error('an instruction is inserted');
  return { ...insert.item, version: 1, body: { ...body } };
}

function placesOf(change: Change): string[] {
  if (change.kind !== 'insert' && change.kind !== 'replace') return [];
  return Object.values(change.item.indexes ?? {}).map(({ partition }) => partition);
}
