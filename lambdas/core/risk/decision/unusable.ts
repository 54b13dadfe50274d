/** A part of a policy that cannot be used: then nothing is decided by it, nor decided again. */

export const policyParts = [
  'engine',
  'strategy',
  'arm',
  'rules',
  'applicationCard',
  'fraudCard',
  'limitMatrix',
  'pricing',
] as const;

export interface UnusablePart {
  readonly part: (typeof policyParts)[number];
  /** The hash of a document or a rule set, the name of an arm, the number of an engine. */
  readonly version: string;
  /**
   * `missing`: there is none, or the engine is another. `unreadable`: it is not what was hashed,
   * or asks for what there is no more.
   */
  readonly why: (typeof unusableWhys)[number];
}

export const unusableWhys = ['missing', 'unreadable'] as const;

export const unusableSentence = ({ part, version, why }: UnusablePart): string =>
  `${part} ${version} is ${why}`;
