/** The data sheet for people: Markdown. */
import type { DataSheet } from './data-sheet';
import type { Measures } from './evaluation';
import type { FairnessReport } from './fairness';

export function dataSheetText(sheet: DataSheet): string {
  return [
    `# ${sheet.model}`,
    `${kinds[sheet.kind]} for the ${sheet.card} card, trained by \`npm run train\`; the same data and seed give the same file.`,
    '## Data',
    dataTable(sheet),
    '## Quality',
    qualityTable(sheet.train, sheet.test),
    calibrationText(sheet),
    stabilityText(sheet),
    '## Features',
    featuresText(sheet),
    '## Training',
    trainingText(sheet),
    '## Fairness',
    fairnessText(sheet),
  ]
    .join('\n\n')
    .concat('\n');
}

const kinds = { woe: 'Scorecard (weights of evidence)', trees: 'Gradient-boosted trees' } as const;

function dataTable({ data, split, modelSha256 }: DataSheet): string {
  return table(
    ['what', 'value'],
    [
      ['file', `${data.file} (SHA-256 \`${data.sha256}\`)`],
      ['source', data.source ?? 'not stated'],
      ['licence', data.licence ?? 'not stated'],
      ['period', data.period ?? 'not stated in the data'],
      ['rows', `${data.rows}, of which ${percent(data.badRate)} bad (\`${data.target}\` = 1)`],
      ['split', `${split.trainRows} to train, ${split.testRows} to test; ${split.method}`],
      ['seed', String(split.seed)],
      ['model', `SHA-256 \`${modelSha256}\``],
    ],
  );
}

const qualityTable = (train: Measures, test: Measures): string =>
  table(
    ['rows', 'bad', 'AUC', 'KS', 'Brier'],
    [
      ['train', train],
      ['test', test],
    ].map(([name, measures]) => {
      const { rows, badRate, auc, ks, brier } = measures as Measures;
      return [`${name}: ${rows}`, percent(badRate), decimal(auc), decimal(ks), decimal(brier)];
    }),
  );

function calibrationText({ calibration }: DataSheet): string {
  const line = `Calibration on the test rows: slope ${calibration.slope.toFixed(3)}, intercept ${calibration.intercept.toFixed(3)}.`;
  const tenths = calibration.tenths.map(({ predicted, observed }, index) => [
    String(index + 1),
    percent(predicted),
    percent(observed),
  ]);
  return `${line}\n\n${table(['tenth', 'predicted', 'observed'], tenths)}`;
}

function stabilityText({ psi, csi }: DataSheet): string {
  const most = Object.entries(csi)
    .sort((one, other) => other[1] - one[1])
    .slice(0, 5)
    .map(([name, value]) => `${name} ${decimal(value)}`);
  return `Stability from train to test: PSI ${decimal(psi)}; the features that moved most (CSI): ${most.join(', ')}.`;
}

function featuresText({ features, excluded }: DataSheet): string {
  const left = excluded.map(({ name, reason }) => `${name} (${reason})`);
  return [
    `Used: ${features.join(', ')}.`,
    left.length === 0 ? 'Nothing was left out.' : `Left out: ${left.join(', ')}.`,
  ].join('\n\n');
}

const trainingText = ({ training }: DataSheet): string =>
  table(
    ['setting', 'value'],
    Object.entries(training).map(([name, value]) => [
      name,
      typeof value === 'object' ? `\`${JSON.stringify(value)}\`` : String(value),
    ]),
  );

function fairnessText({ fairness, fairnessAtApprovalShare }: DataSheet): string {
  if (fairness.length === 0)
    return 'The data name no protected attribute, so nothing could be compared.';
  const share = percent(fairnessAtApprovalShare);
  const intro = `On the test rows, if the best ${share} of the training rows were approved. The model was given none of these attributes. Groups of fewer than 30 rows are left out.`;
  return [intro, ...fairness.map(attributeTable)].join('\n\n');
}

const attributeTable = ({ attribute, kind, slices }: FairnessReport): string =>
  `### ${attribute} (${kind})\n\n${table(
    ['group', 'rows', 'bad', 'mean PD', 'AUC', 'approved', 'good ones approved', 'ratio'],
    slices.map((slice) => [
      slice.value,
      String(slice.rows),
      percent(slice.badRate),
      percent(slice.meanProbability),
      slice.auc === null ? '' : decimal(slice.auc),
      percent(slice.approvalRate),
      percent(slice.goodApprovalRate),
      slice.approvalRatio.toFixed(2),
    ]),
  )}`;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const decimal = (value: number): string => value.toFixed(4);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
