/**
 * Attributes a credit decision must not depend on: sex, age, marriage, ethnicity and their like.
 * They never become features; they are kept to measure fairness.
 */

export type ProtectedKind = 'sex' | 'age' | 'marriage' | 'ethnicity' | 'religion' | 'health';

const words: Readonly<Record<ProtectedKind, readonly string[]>> = {
  sex: ['sex', 'gender', 'male', 'female', '性别'],
  age: ['birth', 'birthday', 'birthdate', 'dob', '年龄', '出生'],
  marriage: [
    'marriage',
    'marital',
    'married',
    'divorced',
    'widow',
    'widowed',
    'spouse',
    'husband',
    'wife',
    '婚姻',
  ],
  ethnicity: [
    'ethnicity',
    'ethnic',
    'race',
    'racial',
    'nationality',
    'citizenship',
    'citizen',
    'foreign',
    'foreigner',
    'immigrant',
    'tribe',
    'caste',
    '民族',
    '国籍',
  ],
  religion: ['religion', 'religious', '宗教'],
  health: ['disability', 'disabled', 'pregnant', 'pregnancy', '残疾'],
};

/** Pairs of words that mean marriage together, and neither alone. */
const maritalPairs: readonly (readonly [string, string])[] = [
  ['personal', 'status'],
  ['family', 'status'],
  ['civil', 'status'],
  ['civil', 'state'],
];

/** Things that have an age too: the age of an account is no one's age. */
const agedThings: ReadonlySet<string> = new Set([
  'account',
  'accounts',
  'acct',
  'loan',
  'loans',
  'credit',
  'card',
  'line',
  'lines',
  'trade',
  'trades',
  'file',
  'oldest',
  'newest',
  'bureau',
  'vehicle',
  'car',
  'house',
  'home',
  'property',
  'business',
  'company',
  'employment',
  'job',
  'device',
  'phone',
  'email',
  'relationship',
]);

/**
 * Which protected attribute a column is by its name, if any: SEX, maritalStatus, foreign_worker
 * …
 */
export function protectedKind(name: string): ProtectedKind | undefined {
  const parts = wordsOf(name);
  const has = (word: string): boolean =>
    parts.includes(word) || (isChinese(word) && name.includes(word));
  for (const kind of Object.keys(words) as ProtectedKind[]) {
    if (words[kind].some(has)) return kind;
  }
  if (maritalPairs.some(([one, other]) => has(one) && has(other))) return 'marriage';
  if (has('age') || has('ages'))
    return parts.some((part) => agedThings.has(part)) ? undefined : 'age';
  return undefined;
}

/** snake_case, camelCase, dots and digits: SEX, CODE_GENDER, ageYears, personal_status_sex. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');

const isChinese = (word: string): boolean => /\p{Script=Han}/u.test(word);
