/** The parts a page is put together from: sections and tables. */

export const section = (title: string, ...parts: string[]): string =>
  `<h2>${title}</h2>${parts.join('')}`;

/** @param rows of HTML: what may hold anything is escaped by who puts it in. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('')}</table>`;
