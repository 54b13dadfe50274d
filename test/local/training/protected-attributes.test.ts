import { protectedKind } from '../../../local/training/protected-attributes';

it.each([
  ['SEX', 'sex'],
  ['CODE_GENDER', 'sex'],
  ['sex_male', 'sex'],
  ['personal_status_sex', 'sex'],
  ['性别', 'sex'],
  ['AGE', 'age'],
  ['age', 'age'],
  ['ageYears', 'age'],
  ['AgeAtApplication', 'age'],
  ['DAYS_BIRTH', 'age'],
  ['date.of.birth', 'age'],
  ['年龄', 'age'],
  ['MARRIAGE', 'marriage'],
  ['Marital', 'marriage'],
  ['maritalStatus', 'marriage'],
  ['NAME_FAMILY_STATUS', 'marriage'],
  ['personal_status', 'marriage'],
  ['婚姻状况', 'marriage'],
  ['ethnicity', 'ethnicity'],
  ['race', 'ethnicity'],
  ['foreign_worker', 'ethnicity'],
  ['民族', 'ethnicity'],
])('%s says something of %s', (name, kind) => {
  expect(protectedKind(name)).toBe(kind);
});

it.each([
  'LIMIT_BAL',
  'PAY_0',
  'mortgage',
  'average_balance',
  'percentage',
  'account_age_months',
  'vehicleAge',
  'age_of_oldest_trade',
  'wage',
  'Records',
  'existing_status',
  'seniority',
])('%s is no protected attribute', (name) => {
  expect(protectedKind(name)).toBeUndefined();
});
