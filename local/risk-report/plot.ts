/** Plots as SVG: lines over days and bars, with axes that say their figures. */

const width = 640;
const height = 220;
const margin = { left: 56, right: 12, top: 12, bottom: 32 };
const inner = {
  width: width - margin.left - margin.right,
  height: height - margin.top - margin.bottom,
};

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

const colours = ['#2563eb', '#d97706', '#dc2626', '#059669', '#7c3aed'];

/** One line each over the same labels; figures that are not finite leave a gap. */
export function linePlot(labels: readonly string[], series: readonly Series[], unit = ''): string {
  const top = niceTop(series.flatMap(({ values }) => values));
  const x = (at: number) =>
    margin.left + (labels.length < 2 ? inner.width / 2 : (at / (labels.length - 1)) * inner.width);
  const y = (value: number) => margin.top + inner.height * (1 - value / top);
  const lines = series.map(({ values }, at) => {
    const points = values
      .map((value, index) => ({ value, index }))
      .filter(({ value }) => Number.isFinite(value))
      .map(({ value, index }) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
    const dots = points.map((point) => {
      const [cx, cy] = point.split(',');
      return `<circle cx="${cx}" cy="${cy}" r="2.5" fill="${colours[at]}"/>`;
    });
    const line = `<polyline points="${points.join(' ')}" fill="none" stroke="${colours[at]}"/>`;
    return line + dots.join('');
  });
  const legend = series
    .map(({ name }, at) => `<b style="color:${colours[at]}">■</b> ${escapeHtml(name)}`)
    .join(' &nbsp; ');
  return figure(axes(labels, top, unit, x, y) + lines.join(''), legend);
}

export function barPlot(labels: readonly string[], values: readonly number[], unit = ''): string {
  const top = niceTop(values);
  const step = inner.width / Math.max(1, labels.length);
  const x = (at: number) => margin.left + (at + 0.5) * step;
  const y = (value: number) => margin.top + inner.height * (1 - value / top);
  const bars = values.map((value, at) => {
    const at0 = (x(at) - step * 0.4).toFixed(1);
    const size = `width="${(step * 0.8).toFixed(1)}" height="${(y(0) - y(value)).toFixed(1)}"`;
    return `<rect x="${at0}" y="${y(value).toFixed(1)}" ${size} fill="${colours[0]}"/>`;
  });
  return figure(axes(labels, top, unit, x, y) + bars.join(''), '');
}

function axes(
  labels: readonly string[],
  top: number,
  unit: string,
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  const ticks = [0, top / 2, top].map((value) => {
    const at = y(value).toFixed(1);
    const line = `<line x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}" stroke="#ddd"/>`;
    const label = `${Number(value.toPrecision(3))}${unit}`;
    return `${line}<text x="${margin.left - 6}" y="${at}" text-anchor="end" dy="4">${label}</text>`;
  });
  const every = Math.max(1, Math.ceil(labels.length / 8));
  const names = labels.map((label, at) =>
    at % every === 0
      ? `<text x="${x(at).toFixed(1)}" y="${height - 10}" text-anchor="middle">${escapeHtml(label)}</text>`
      : '',
  );
  return ticks.join('') + names.join('');
}

/** The next of 1, 2, 5 times a power of ten. */
function niceTop(values: readonly number[]): number {
  const most = Math.max(0, ...values.filter(Number.isFinite));
  if (most === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((factor) => factor * power).find((top) => top >= most) ?? most;
}

const figure = (drawing: string, legend: string): string =>
  `<figure><svg viewBox="0 0 ${width} ${height}" role="img">${drawing}</svg><figcaption>${legend}</figcaption></figure>`;

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
