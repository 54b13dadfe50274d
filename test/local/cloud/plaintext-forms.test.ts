/**
 * The search finds a number or a name in whatever form it hides, and nothing where there is
 * none.
 */
import * as fc from 'fast-check';
import { PlaintextSearch } from '../../../local/cloud/plaintext-forms';
import { inventPerson } from '../../../local/pictures/people';

const person = inventPerson(1, { name: '欧阳一诺' });
const idNumber = { label: 'ID number', text: '32999919900101123X' };
const card = { label: 'card number', text: person.bankCardNumber };
const phone = { label: 'phone number', text: '15412345678' };
const name = { label: 'name', text: person.name };
const search = new PlaintextSearch([idNumber, card, phone, name]);

const wide = (text: string) =>
  text.replace(/[0-9A-Za-z]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0));
const fours = (text: string, between: string) => text.replace(/(.{4})(?=.)/g, `$1${between}`);

describe('the search', () => {
  it.each([
    ['raw', `"${idNumber.text}"`, 'ID number'],
    ['hex', Buffer.from(phone.text).toString('hex').toUpperCase(), 'phone number'],
    ['hex', Buffer.from(name.text).toString('hex'), 'name'],
    ['base64', Buffer.from(`a${name.text}`).toString('base64'), 'name'],
    ['base64', Buffer.from(`ab${card.text}c`).toString('base64'), 'card number'],
    ['base64url', Buffer.from(`ab>>?${name.text}??>`).toString('base64url'), 'name'],
    ['URL encoding', `?name=${encodeURIComponent(name.text).toLowerCase()}`, 'name'],
    ['JSON escapes', '\\u6b27\\u9633\\u4e00\\u8bfa', 'name'],
    ['JSON escapes', '\\u6B27\\u9633\\u4E00\\u8BFA', 'name'],
    ['digits grouped or full-width', `card ${fours(card.text, ' ')}.`, 'card number'],
    ['digits grouped or full-width', fours(card.text, '-'), 'card number'],
    ['digits grouped or full-width', '+86 154-1234-5678', 'phone number'],
    ['digits grouped or full-width', '(154) 1234 5678', 'phone number'],
    ['digits grouped or full-width', '329999 19900101 123x', 'ID number'],
    ['digits grouped or full-width', wide(idNumber.text), 'ID number'],
    ['digits grouped or full-width', fours(wide(card.text), '　'), 'card number'],
    ['digits grouped or full-width', '欧阳　一诺', 'name'],
    ['digits grouped or full-width', '欧阳·一诺', 'name'],
  ])('finds %s in %s', (form, text, label) => {
    const forms = search.in(`before ${text} behind`);
    // Where it is the same in both alphabets of base64 the first one is named.
    const expected = form === 'base64url' ? expect.stringMatching(/^base64/) : form;
    expect(forms).toContainEqual({ label, form: expected });
  });

  it('finds every form of anybody, wherever it stands', () => {
    const forms: ((text: string) => string)[] = [
      (text) => text,
      (text) => Buffer.from(text).toString('hex'),
      (text) => encodeURIComponent(text),
      (text) => fours(text, ' '),
      (text) => fours(text, '-'),
      wide,
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(...forms),
        fc.stringMatching(/^[a-z" ]*$/),
        fc.stringMatching(/^[a-z" ]*$/),
        fc.integer({ min: 0, max: 2 }),
        (seed, form, before, behind, offset) => {
          const { idNumber: text } = inventPerson(seed);
          const looking = new PlaintextSearch([{ label: 'ID', text }]);
          expect(looking.in(`${before} ${form(text)} ${behind}`)).toHaveLength(1);
          const hidden = Buffer.from('x'.repeat(offset) + text + behind).toString('base64');
          expect(looking.in(hidden)).toHaveLength(1);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('finds nothing in what is masked, in times, ids and hashes', () => {
    for (const text of [
      '154****5678',
      '329***********123X',
      `${card.text.slice(0, 6)}*********${card.text.slice(-4)}`,
      '欧***',
      '2026-11-22T02:00:00.000Z 2026-11-22',
      'cus_abcdefghijklmnopqrstuvwxyz',
      '7808e3e32647a5b79b2eac69bbd0019ab016f2e3206e77096122f940a9c4d73d',
    ])
      expect(search.in(text)).toEqual([]);
  });

  it('names each form once, and the raw one only where it stands as it is', () => {
    expect(search.in(`${phone.text} ${phone.text}`)).toEqual([
      { label: 'phone number', form: 'raw' },
    ]);
  });
});
