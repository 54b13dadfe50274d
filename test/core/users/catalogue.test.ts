/** The catalogue's own rules: what its classes allow to be kept, shown, exported and logged. */
import { exportData } from '../../../lambdas/contract/own-data';
import {
  type Field,
  loggedFieldNames,
  loggedFields,
  otherFields,
  sealedFields,
} from '../../../lambdas/core/users/catalogue';
import { catalogued, exported, masked } from '../../../lambdas/core/users/catalogue-views';
import { masks } from '../../../lambdas/core/users/masks';
import type { Identity, SealedRecords } from '../../../lambdas/core/users/sealed-records';
import { inventPerson } from '../../../local/pictures/people';
import { IdentityWorld } from '../../support/identity-world';

const every: readonly (readonly [string, Field])[] = [
  ...Object.entries(sealedFields).flatMap(([record, fields]) =>
    Object.entries(fields).map(([name, field]) => [`${record}.${name}`, field] as const),
  ),
  ...Object.entries(otherFields),
  ...Object.entries(loggedFields),
];

describe('the catalogue', () => {
  it.each(every.filter(([, field]) => field.class === 'C3'))(
    'keeps %s, which proves who somebody is, unreadable, and shows it to nobody',
    (_, field) => {
      expect(['hashed', 'indexed', 'picture']).toContain(field.kept);
      expect(field).toMatchObject({ mask: 'hidden', exported: 'never' });
    },
  );

  it.each(every.filter(([, field]) => field.class === 'C2'))(
    'never shows %s whole on a screen',
    (_, field) => {
      expect(field.mask).not.toBe('none');
    },
  );

  it('exports a bank card number masked, like every screen', () => {
    expect(sealedFields.bankCard.cardNumber.exported).toBe('masked');
  });

  it('lets nothing into a log but C1', () => {
    for (const name of loggedFieldNames) expect(loggedFields[name].class).toBe('C1');
    const personal = every.slice(0, -loggedFieldNames.length).map(([name]) => name);
    expect(personal.filter((name) => name in loggedFields)).toEqual([]);
  });

  it('has a place in the export for everything that is to be exported', () => {
    const places = Object.keys(exportData.responses[200].shape);
    const plain = Object.entries(otherFields).filter(([, field]) => field.exported !== 'never');
    expect(plain.length).toBeGreaterThan(5);
    for (const [name] of plain) expect(places).toContain(name === 'bank' ? 'bankCards' : name);
    expect(places).toContain('records');
  });

  it('names everything in English and Chinese', () => {
    for (const [, { name }] of every) {
      expect(name.en).toMatch(/^[A-Z]/);
      expect(name.zh).toMatch(/\p{Script=Han}/u);
    }
  });
});

describe('a mask', () => {
  it.each(Object.entries(masks).filter(([name]) => name !== 'none'))(
    '%s hides at least three characters in ten',
    (_, mask) => {
      const value = '110999199001011234';
      const hidden = [...mask(value)].filter((character) => character === '*').length;
      expect(mask(value)).toHaveLength(value.length);
      expect(hidden).toBeGreaterThanOrEqual(6);
    },
  );
});

describe('a record', () => {
  it('is shown with every field masked', () => {
    expect(masked('identity', anIdentity)).toEqual({
      name: `${anIdentity.name[0]}${'*'.repeat(anIdentity.name.length - 1)}`,
      idNumber: `${anIdentity.idNumber.slice(0, 3)}${'*'.repeat(11)}${anIdentity.idNumber.slice(-4)}`,
      sex: '*'.repeat(anIdentity.sex.length),
      ethnicity: '*'.repeat(anIdentity.ethnicity.length),
      bornOn: `${anIdentity.bornOn.slice(0, 4)}******`,
      address: `${anIdentity.address.slice(0, 6)}${'*'.repeat(anIdentity.address.length - 6)}`,
      issuer: '*'.repeat(anIdentity.issuer.length),
      validFrom: `${anIdentity.validFrom.slice(0, 4)}******`,
    });
  });

  it('is exported whole to its owner, but for the card number', () => {
    expect(exported('identity', anIdentity).map(({ value }) => value)).toEqual(
      Object.values(anIdentity),
    );
    const card = { cardNumber: '6222020000000000006', phone: '13900000002' };
    expect(exported('bankCard', card).map(({ field, value }) => [field, value])).toEqual([
      ['bankCard.cardNumber', '622202*********0006'],
      ['bankCard.phone', '13900000002'],
    ]);
    expect(exported('cardReading', anIdentity)).toEqual([]);
  });

  it('with a field the catalogue does not know is not sealed', async () => {
    const unknown = { phone: '13900000001', nickname: 'A' } as SealedRecords['contact'];
    expect(() => catalogued('contact', unknown)).toThrow('no contact.nickname');
    const world = new IdentityWorld();
    const key = await world.vault.newCustomerKey('ada');
    const place = {
      customerId: 'ada',
      record: 'contact',
      key: { table: 'users', partition: 'CUSTOMER#ada', sort: 'CONTACT' },
      version: 1,
    } as const;
    expect(() => key.seal(place, unknown)).toThrow('no contact.nickname');
  });
});

const { birthDate, ...person } = inventPerson(1, { name: '欧阳一诺' });
const anIdentity: Identity = {
  name: person.name,
  idNumber: person.idNumber,
  sex: person.sex,
  ethnicity: person.ethnicity,
  bornOn: birthDate,
  address: person.address,
  issuer: person.issuer,
  validFrom: person.validFrom,
};
