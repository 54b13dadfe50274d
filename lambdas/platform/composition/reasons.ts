/** The borrower's words for a reason code, in English and Chinese. */
import texts from '../../../models/risk/reasons.json';

export interface ReasonText {
  readonly code: string;
  readonly text: { readonly en: string; readonly zh: string };
}

const known: Readonly<Record<string, ReasonText['text'] | undefined>> = texts;

/** Codes that may be given as a reason. */
export const reasonCodes: ReadonlySet<string> = new Set(Object.keys(texts));

export function reasonText(code: string): ReasonText {
  const text = known[code];
  if (!text) throw new Error(`reason ${code} has no text in models/risk/reasons.json`);
  return { code, text };
}
