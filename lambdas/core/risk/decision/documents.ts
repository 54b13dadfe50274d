/** Reads what risk staff write: matrices, pricing, strategies and models, checked in full. */
import { hashOfText } from '../../canonical';
import { creditGrades } from '../../orders/product';
import { failure, type Result, success } from '../../result';
import { Field } from '../models/document';
import { readModel } from '../models/model-reading';
import { type FieldName, profileCatalogue } from '../profile/fields';
import { hasReason } from './feature-reasons';
import {
  type Arm,
  type ArmDocumentKind,
  armDocumentKinds,
  type LimitMatrix,
  type ModelInUse,
  type Pricing,
  type Strategy,
} from './policy';

export interface DocumentError {
  readonly code: 'documentInvalid';
  /** Where in the document, and what should stand there. */
  readonly message: string;
}

type Read<T> = Result<T, DocumentError>;

const million = 1_000_000;

/** A model whose every feature is a field that may be scored and whose reason can be told. */
export function readModelInUse(text: string): Read<ModelInUse> {
  const read = readModel(text);
  if (!read.ok) return invalid(read.error.message);
  const model = read.value;
  for (const feature of model.featureNames) {
    const field = Object.hasOwn(profileCatalogue, feature)
      ? profileCatalogue[feature as FieldName]
      : undefined;
    if (!field) return invalid(`${feature} is no field of the applicant profile`);
    if (field.protectedAttribute) return invalid(`${feature} is protected: it may not be scored`);
    if (!hasReason(feature)) return invalid(`${feature} has no reason a borrower could be given`);
  }
  const nobody = model.predict({});
  if (!nobody.ok || nobody.value.probability === null)
    return invalid('the model predicts no probability');
  const somebody = model.score(valuesOfType(model.featureNames));
  if (!somebody.ok) return invalid(somebody.error.message);
  return success({ model, hash: hashOfText(text) });
}

/** A value of its field's type for each: a model that cannot read one could decide nothing. */
const valuesOfType = (names: readonly string[]) =>
  Object.fromEntries(
    names.map((name) => [name, valueOfType[profileCatalogue[name as FieldName].type]]),
  );

const valueOfType = { number: 1, text: 'text', truth: true } as const;

export function readLimitMatrix(document: unknown): Read<LimitMatrix> {
  const problems: string[] = [];
  const root = new Field(document, '', problems);
  const bands = root.at('incomesBelowFen').list().map(wholeNumber);
  if (!rising(bands)) root.at('incomesBelowFen').wrong('rising', 0);
  const grades = root.at('grades').list();
  const rows = grades.map((row) => {
    const capsFen = row.at('capsFen').list().map(wholeNumber);
    if (capsFen.length !== bands.length + 1)
      row.at('capsFen').wrong(`of ${bands.length + 1} caps, one an income band`, 0);
    return {
      grade: gradeIn(row.at('grade')),
      from: row.at('from').number(),
      incomes: wholeNumber(row.at('incomes')),
      capsFen,
    };
  });
  if (rows.length === 0 || !rising(rows.map(({ from }) => -from)))
    root.at('grades').wrong('grades from best to worst', 0);
  return finish(problems, {
    matrix: root.at('matrix').text(),
    version: wholeNumber(root.at('version')),
    stepFen: atLeast(root.at('stepFen'), 1),
    validMonths: atLeast(root.at('validMonths'), 1),
    maximumDebtServicePpm: share(root.at('maximumDebtServicePpm')),
    livingCostFen: wholeNumber(root.at('livingCostFen')),
    incomesBelowFen: bands,
    grades: rows,
  });
}

export function readPricing(document: unknown): Read<Pricing> {
  const problems: string[] = [];
  const root = new Field(document, '', problems);
  const part = (name: string): number => share(root.at(name));
  const margins = creditGrades.map((grade) => [grade, share(root.at('marginPpm').at(grade))]);
  return finish(problems, {
    pricing: root.at('pricing').text(),
    version: wholeNumber(root.at('version')),
    fundingPpm: part('fundingPpm'),
    operatingPpm: part('operatingPpm'),
    capitalRatioPpm: part('capitalRatioPpm'),
    capitalCostPpm: part('capitalCostPpm'),
    lossGivenDefaultPpm: part('lossGivenDefaultPpm'),
    marginPpm: Object.fromEntries(margins) as Pricing['marginPpm'],
  });
}

export function readStrategy(document: unknown): Read<Strategy> {
  const problems: string[] = [];
  const root = new Field(document, '', problems);
  const arms = root.at('arms').list().map(readArm);
  if (arms.reduce((sum, { sharePpm }) => sum + sharePpm, 0) !== million)
    root.at('arms').wrong('a list whose shares add up to 1,000,000', 0);
  if (new Set(arms.map(({ arm }) => arm)).size !== arms.length)
    root.at('arms').wrong('a list of arms with names of their own', 0);
  return finish(problems, {
    strategy: root.at('strategy').text(),
    version: wholeNumber(root.at('version')),
    salt: root.at('salt').text(),
    learningSharePpm: share(root.at('learningSharePpm')),
    arms,
  });
}

function readArm(field: Field): Arm {
  const documents = armDocumentKinds.map((kind): [ArmDocumentKind, string] => [
    kind,
    reference(field.at('documents').at(kind)),
  ]);
  const fraud = field.at('fraud');
  return {
    arm: field.at('arm').text(),
    sharePpm: share(field.at('sharePpm')),
    rules: reference(field.at('rules')),
    documents: Object.fromEntries(documents) as Arm['documents'],
    cutoff: field.at('cutoff').number(),
    fraud: {
      declineBelow: fraud.at('declineBelow').number(),
      referBelow: fraud.at('referBelow').number(),
    },
  };
}

const invalid = (message: string): Read<never> => failure({ code: 'documentInvalid', message });

const finish = <T>([problem]: readonly string[], document: T): Read<T> =>
  problem === undefined ? success(document) : invalid(problem);

const rising = (values: readonly number[]): boolean =>
  values.every((value, index) => index === 0 || value > (values[index - 1] as number));

function atLeast(field: Field, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = field.number();
  return Number.isSafeInteger(value) && value >= least && value <= most
    ? value
    : field.wrong(`a whole number from ${least} to ${most}`, least);
}

const wholeNumber = (field: Field): number => atLeast(field, 0);
const share = (field: Field): number => atLeast(field, 0, million);

function gradeIn(field: Field): (typeof creditGrades)[number] {
  const grade = creditGrades.find((candidate) => candidate === field.value);
  return grade ?? field.wrong(`one of ${creditGrades.join(', ')}`, 'E');
}

const reference = (field: Field): string =>
  /^(live|[0-9a-f]{64})$/.test(field.text()) ? field.text() : field.wrong('live or a hash', 'live');
