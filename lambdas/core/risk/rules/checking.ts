/** What the shape of a rule set cannot tell: fields exist, types fit, names are unique. */
import { canonicalJson } from '../../canonical';
import type {
  Condition,
  DecisionTable,
  Effect,
  FieldCondition,
  Fields,
  FieldType,
  FieldValue,
  RuleSetDocument,
  ValueTest,
} from './document';

export interface RuleSetError {
  /** e.g. `rules.3.when.all.0.field` */
  readonly path: string;
  readonly reason: string;
}

/** Beyond these a rule set is no longer read by people, nor stored in one row. */
export const ruleSetLimits = { conditions: 2_000, nesting: 8, characters: 100_000 };

export function checkRuleSet(
  document: RuleSetDocument,
  fields: Fields,
  reasons?: ReadonlySet<string>,
): readonly RuleSetError[] {
  const check = new Check(fields, reasons);
  document.rules.forEach((rule, index) => {
    const path = `rules.${index}`;
    check.name(`${path}.rule`, rule.rule);
    check.condition(`${path}.when`, rule.when, 1);
    check.effect(`${path}.effect`, rule.effect);
  });
  (document.tables ?? []).forEach((table, index) => {
    check.table(`tables.${index}`, table);
  });
  return check.finish(canonicalJson(document).length);
}

class Check {
  private readonly errors: RuleSetError[] = [];
  private readonly names = new Set<string>();
  private conditions = 0;

  constructor(
    private readonly fields: Fields,
    private readonly reasons: ReadonlySet<string> | undefined,
  ) {}

  finish(characters: number): readonly RuleSetError[] {
    if (characters > ruleSetLimits.characters)
      this.wrong('rules', `take more than ${ruleSetLimits.characters} characters`);
    if (this.conditions > ruleSetLimits.conditions)
      this.wrong('rules', `have more than ${ruleSetLimits.conditions} conditions`);
    return this.errors;
  }

  name(path: string, name: string): void {
    if (this.names.has(name)) this.wrong(path, 'is used twice');
    this.names.add(name);
  }

  condition(path: string, condition: Condition, depth: number): void {
    if (depth > ruleSetLimits.nesting) {
      this.wrong(path, `is nested more than ${ruleSetLimits.nesting} deep`);
      return;
    }
    if ('not' in condition) {
      this.condition(`${path}.not`, condition.not, depth + 1);
      return;
    }
    if ('field' in condition) {
      this.field(path, condition);
      return;
    }
    const name = 'all' in condition ? 'all' : 'any';
    const parts = 'all' in condition ? condition.all : condition.any;
    if (parts.length === 0) this.wrong(`${path}.${name}`, 'is empty');
    parts.forEach((part, index) => {
      this.condition(`${path}.${name}.${index}`, part, depth + 1);
    });
  }

  effect(path: string, effect: Effect): void {
    if (effect.kind === 'tag') return;
    if (effect.kind === 'score') this.points(path, effect);
    else this.reason(path, effect.reason);
  }

  /** Versions from before points had reasons still compile: they are checked when proposed. */
  private points(
    path: string,
    { points, reason }: { readonly points: number; readonly reason?: string },
  ): void {
    if (reason !== undefined) this.reason(path, reason);
    else if (points < 0 && this.reasons)
      this.wrong(`${path}.reason`, 'is missing: points are taken');
  }

  private reason(path: string, reason: string): void {
    if (!this.reasons || this.reasons.has(reason)) return;
    this.wrong(`${path}.reason`, 'has no text for borrowers');
  }

  table(path: string, table: DecisionTable): void {
    this.name(`${path}.table`, table.table);
    table.columns.forEach((field, index) => {
      this.typeOf(`${path}.columns.${index}`, field);
    });
    table.rows.forEach((row, index) => {
      const cells = `${path}.rows.${index}.when`;
      if (row.when.length !== table.columns.length) {
        this.wrong(cells, 'has not one cell for each column');
        return;
      }
      row.when.forEach((test, column) => {
        if (test) this.test(`${cells}.${column}`, test, this.fields[table.columns[column] ?? '']);
      });
      if ('effect' in row) this.effect(`${path}.rows.${index}.effect`, row.effect);
      else this.points(`${path}.rows.${index}`, row);
    });
    if (table.hits === 'scoreSum') this.bands(path, table.bands ?? []);
  }

  private bands(
    path: string,
    bands: readonly { readonly from: number; readonly effect: Effect }[],
  ): void {
    bands.forEach(({ from, effect }, index) => {
      this.effect(`${path}.bands.${index}.effect`, effect);
      const above = bands[index - 1];
      if (above && above.from <= from)
        this.wrong(`${path}.bands.${index}.from`, 'is not below the band before it');
    });
  }

  private field(path: string, condition: FieldCondition): void {
    this.test(path, condition, this.typeOf(`${path}.field`, condition.field));
  }

  /** @param type undefined when there is no such field, which is said elsewhere. */
  private test(path: string, condition: ValueTest, type: FieldType | undefined): void {
    this.conditions += 1;
    if (type === undefined) return;
    switch (condition.is) {
      case 'present':
      case 'missing':
        return;
      case 'equal':
      case 'notEqual':
        this.fits(`${path}.value`, condition.value, type);
        return;
      case 'in':
      case 'notIn':
        condition.values.forEach((value, index) => {
          this.fits(`${path}.values.${index}`, value, type);
        });
        return;
      case 'between':
        this.ordered(path, type);
        if (condition.from > condition.to) this.wrong(`${path}.to`, 'is below from');
        return;
      default:
        this.ordered(path, type);
    }
  }

  private typeOf(path: string, field: string): FieldType | undefined {
    const type = Object.hasOwn(this.fields, field) ? this.fields[field] : undefined;
    if (type === undefined) this.wrong(path, 'is no field of the profile');
    return type;
  }

  private fits(path: string, value: FieldValue, type: FieldType): void {
    const proper = { number: 'number', text: 'string', truth: 'boolean' }[type];
    if (typeof value !== proper) this.wrong(path, `is not a ${type}`);
  }

  private ordered(path: string, type: FieldType): void {
    if (type !== 'number') this.wrong(`${path}.is`, `compares sizes, but the field is a ${type}`);
  }

  private wrong(path: string, reason: string): void {
    this.errors.push({ path, reason });
  }
}
