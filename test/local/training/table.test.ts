import * as fc from 'fast-check';
import { parseCsv } from '../../../local/training/csv';
import { datasetOf } from '../../../local/training/dataset';
import { cellOf, readTable } from '../../../local/training/table';

it('reads back whatever cells were written', () => {
  const cell = fc.string().map((text) => text.replaceAll('\r', ''));
  const lines = fc.array(fc.tuple(cell, cell), { minLength: 1 });
  fc.assert(
    fc.property(lines, fc.constantFrom('\n', '\r\n'), (rows, end) => {
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const text = ['"a","b"', ...rows.map((row) => row.map(quoted).join(','))].join(end);
      expect(parseCsv(`\ufeff${text}${end}`)).toEqual([['a', 'b'], ...rows]);
    }),
  );
});

it('finds out by which mark the cells are parted', () => {
  expect(parseCsv('a;b\n1,5;2')).toEqual([
    ['a', 'b'],
    ['1,5', '2'],
  ]);
});

it('tells numbers from categories, and what is missing', () => {
  const { columns } = readTable('row_id,income,home\n7,1.5,rent\n8,NA,\n9,-2,own');

  expect(columns.map(({ kind }) => kind)).toEqual(['number', 'category']);
  expect(columns.map((column) => [0, 1, 2].map((row) => cellOf(column, row)))).toEqual([
    [1.5, null, -2],
    ['rent', null, 'own'],
  ]);
});

it('refuses a row of another length, and says which', () => {
  expect(() => readTable('a,b\n1,2\n3')).toThrow('row 2 of the data file has 1 cells instead of 2');
});

it('leaves out what names a row or never changes', () => {
  const table = readTable(
    'customer_id,line,name,version,income,y\n90,1,Ann,1,10,0\n17,2,Bob,1,30,1\n44,3,Cyd,1,10,0',
  );

  const { features, excluded } = datasetOf(table, 'y');

  expect(features.map(({ name }) => name)).toEqual(['income']);
  expect(excluded).toEqual([
    { name: 'customer_id', reason: 'identifier' },
    { name: 'line', reason: 'identifier' },
    { name: 'name', reason: 'identifier' },
    { name: 'version', reason: 'constant' },
  ]);
});

it('understands a target of words', () => {
  const { bad } = datasetOf(readTable('income,loan\n10,good\n30,bad\n20,Good'), 'loan');

  expect([...bad]).toEqual([0, 1, 0]);
});
