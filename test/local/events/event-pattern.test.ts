/** Records are filtered by EventBridge's patterns as AWS documents them. */
import { fitsPattern } from '../../../local/events/event-pattern';

const record = {
  eventName: 'INSERT',
  dynamodb: {
    NewImage: { pk: { S: 'OUTBOX#1' }, kind: { S: 'loanSettled' }, count: { N: '7' } },
  },
  size: 12,
  tags: ['a', 'b'],
};
const image = (name: string, wanted: unknown) => ({
  dynamodb: { NewImage: { [name]: { S: wanted } } },
});

describe('event patterns', () => {
  it.each([
    ['a value', { eventName: ['INSERT'] }],
    ['one of several values', { eventName: ['REMOVE', 'INSERT'] }],
    ['a prefix', image('pk', [{ prefix: 'OUTBOX#' }])],
    ['a suffix', image('kind', [{ suffix: 'Settled' }])],
    ['a prefix whatever the case', image('pk', [{ prefix: { 'equals-ignore-case': 'outbox' } }])],
    ['a value whatever the case', image('kind', [{ 'equals-ignore-case': 'LOANSETTLED' }])],
    ['a wildcard', image('kind', [{ wildcard: 'loan*ed' }])],
    ['existence', image('kind', [{ exists: true }])],
    ['absence', image('missing', [{ exists: false }])],
    ['absence below what is absent', { dynamodb: { OldImage: { a: { S: [{ exists: false }] } } } }],
    ['anything but a value', image('kind', [{ 'anything-but': 'orderSubmitted' }])],
    ['anything but several', image('kind', [{ 'anything-but': ['a', 'b'] }])],
    ['anything but a prefix', image('kind', [{ 'anything-but': { prefix: 'order' } }])],
    ['a range of numbers', { size: [{ numeric: ['>', 10, '<=', 12] }] }],
    ['an element of a list', { tags: ['b'] }],
    ['an alternative', { $or: [{ eventName: ['REMOVE'] }, { size: [12] }] }],
    ['everything together', { eventName: ['INSERT'], ...image('pk', [{ prefix: 'O' }]) }],
    ['nothing in particular', {}],
  ])('fit by %s', (_, pattern) => {
    expect(fitsPattern(pattern, record)).toBe(true);
  });

  it.each([
    ['another value', { eventName: ['REMOVE'] }],
    ['no alternative at all', { eventName: [] }],
    ['another type', { size: ['12'] }],
    ['another prefix', image('pk', [{ prefix: 'ORDER#' }])],
    ['a missing value', image('missing', ['x'])],
    ['existence of what is absent', image('missing', [{ exists: true }])],
    ['existence of what is no leaf', { dynamodb: { NewImage: { kind: [{ exists: true }] } } }],
    ['absence of what is there', image('kind', [{ exists: false }])],
    ['anything but what it is', image('kind', [{ 'anything-but': ['loanSettled', 'a'] }])],
    ['anything but, where nothing is', image('missing', [{ 'anything-but': 'a' }])],
    ['a number out of range', { size: [{ numeric: ['>', 12] }] }],
    ['a text that is no number', { eventName: [{ numeric: ['>', 0] }] }],
    ['only one of two fields', { eventName: ['INSERT'], size: [13] }],
    ['no alternative of $or', { $or: [{ size: [1] }, { size: [2] }] }],
  ])('do not fit by %s', (_, pattern) => {
    expect(fitsPattern(pattern, record)).toBe(false);
  });

  it('say so when they use what is not known here', () => {
    expect(() => fitsPattern({ size: [{ cidr: '10.0.0.0/8' }] }, record)).toThrow('"cidr"');
  });
});
