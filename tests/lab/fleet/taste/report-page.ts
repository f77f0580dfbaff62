import { escaped, figure, lines, reportPage, table } from '../report-parts.ts';
import { curveOf } from '../training.ts';
import type { TasteFleetReport } from './fleet.ts';

/** The report as one page that needs nothing else: curves, and every number beside them in a table. */
export function tastePage(report: TasteFleetReport): string {
  const { final, baselines, local, central } = report;
  const cells = (of: Quality | null): (number | null)[] => [
    of?.auc ?? null,
    of?.aucWithoutCounters ?? null,
    of?.aucUnseenStories ?? null,
    of?.aucUnseenStoriesWithoutCounters ?? null,
  ];
  const rows: [string, ...(number | null)[]][] = [
    ['federated', ...cells(final)],
    ['the same model, centrally', ...cells(central)],
    ['each device alone', ...cells(local)],
    ['untrained', ...cells(final.untrained)],
    [
      'counters and own genres',
      baselines?.countersAndGenre ?? null,
      baselines?.genre ?? null,
      baselines?.countersAndGenreUnseenStories ?? null,
      baselines?.genreUnseenStories ?? null,
    ],
  ];
  return reportPage(
    `Fleet: ${report.task}`,
    `<p>${report.participants} participants, ${report.rounds} rounds of ${report.cohort}, rule <code>${escaped(report.rule)}</code>,
seed ${report.seed}. Measured on ${report.unseen} people who never took part, without the device’s best-of-three guard.
${(report.bytesPerParameter).toFixed(3)} bytes a parameter; median cosine of two updates ${report.agreement.toFixed(3)}; ${report.seconds.toFixed(0)} s.</p>
<h2>Quality (AUC, mean over people)</h2>
${table(
  ['', 'counters', 'no counters', 'new stories', 'new stories, no counters'],
  rows.map(([name, ...values]) => [name, ...values.map(figure)]),
)}
<h2>By round</h2>
${lines(
  Object.entries(report.curves).map(([name, points]) => ({
    name,
    points: curveOf(points, 'auc'),
  })),
  'round',
  'AUC',
  'linear',
)}
${table(
  ['round', ...Object.keys(report.curves)],
  (report.curves.counters ?? []).map(({ round }) => [
    String(round),
    ...Object.values(report.curves).map((points) =>
      figure(points.find((point) => point.round === round)?.['auc'] ?? null),
    ),
  ]),
)}
<h2>By number of participants</h2>
${lines([{ name: 'counters', points: [[1, final.untrained.auc], ...report.participantsCurve.map(({ participants, auc }) => [participants, auc.mean] as const)] }], 'participants (1: untrained)', 'AUC', 'logarithmic')}
${table(
  ['participants', 'rounds', 'AUC', 'gain over untrained', '±'],
  report.participantsCurve.map(({ participants, rounds, auc, gain }) => [
    String(participants),
    String(rounds),
    figure(auc.mean),
    figure(gain.mean),
    figure(gain.se),
  ]),
)}
${segmentTable(report)}
<h2>By segment</h2>
${table(
  ['segment', 'people', 'AUC', 'gain over untrained', '±', 'gain over counters and genre', '±'],
  [...final.segments]
    .sort((a, b) => b.n - a.n)
    .map(({ segment, n, auc, gain, gainOverCountersAndGenre: over }) => [
      segment,
      String(n),
      figure(auc),
      figure(gain.mean),
      figure(gain.se),
      figure(over.mean),
      figure(over.se),
    ]),
)}`,
  );
}

interface Quality {
  readonly auc: number;
  readonly aucWithoutCounters: number;
  readonly aucUnseenStories?: number;
  readonly aucUnseenStoriesWithoutCounters?: number;
}

function segmentTable({ participantsCurve }: TasteFleetReport): string {
  const names = participantsCurve.at(-1)?.segments.map(({ segment }) => segment) ?? [];
  if (names.length === 0) return '';
  const cell = (crowd: TasteFleetReport['participantsCurve'][number], name: string): string => {
    const gain = crowd.segments.find(({ segment }) => segment === name)?.gain;
    return gain === undefined ? '' : `${gain.mean.toFixed(4)} ± ${gain.se.toFixed(4)}`;
  };
  return table(
    ['gain over untrained', ...participantsCurve.map(({ participants }) => String(participants))],
    names.map((name) => [name, ...participantsCurve.map((crowd) => cell(crowd, name))]),
  );
}
