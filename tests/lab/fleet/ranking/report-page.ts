import { figure, lines, reportPage, table } from '../report-parts.ts';
import { curveOf } from '../training.ts';
import type { RankingFleetReport } from './fleet.ts';

/** The report of a ranking fleet as one page that needs nothing else. */
export function rankingPage(report: RankingFleetReport): string {
  const { final, baselines, central, local } = report;
  return reportPage(
    'Fleet: ranking',
    `<p>${report.participants} participants, ${report.rounds} rounds of ${report.cohort}, rule <code>${report.rule}</code>,
seed ${report.seed}. Measured on ${final.lists} lists of ${report.unseen} writers who never took part; standard errors are of writers drawn whole.
${report.bytesPerParameter.toFixed(3)} bytes a parameter; median cosine of two updates ${report.agreement.toFixed(3)}; ${report.seconds.toFixed(0)} s.</p>
<h2>The taken suggestion on top</h2>
${table(
  ['', 'wherever it stands', '±', 'with places', '±'],
  [
    ['federated', ...both(final)],
    ['the same model, centrally', ...both(central)],
    ['untrained', ...both(final.untrained)],
    ['participants, on lists they did not learn from', ...both(final.seen)],
    ['most probable', figure(baselines.logProbability), '', '', ''],
    ['longest', figure(baselines.longest), '', '', ''],
    ['any', figure(baselines.chance), '', '', ''],
    ['the first', '', '', figure(baselines.first), ''],
  ],
)}
<h2>With a writer’s own places (last fifth of ${final.ownPlaces.lists} lists)</h2>
${table(
  ['', 'wherever it stands', 'with places', 'with own places'],
  [
    [
      'federated',
      figure(final.ownPlaces.top1),
      figure(final.ownPlaces.top1WithPosition),
      figure(final.ownPlaces.top1WithOwnPlaces),
    ],
    ['each device alone', figure(local.top1), '', figure(local.top1WithOwnPlaces)],
  ],
)}
<h2>By round</h2>
${lines(
  [
    { name: 'wherever it stands', points: curveOf(report.curve, 'top1') },
    { name: 'with places', points: curveOf(report.curve, 'top1WithPosition') },
  ],
  'round',
  'on top',
  'linear',
)}
${table(
  ['round', 'wherever it stands', 'with places'],
  report.curve.map((point) => [
    String(point.round),
    figure(point['top1'] ?? null),
    figure(point['top1WithPosition'] ?? null),
  ]),
)}`,
  );
}

function both(
  of: {
    readonly top1: number;
    readonly top1Se: number;
    readonly top1WithPosition: number;
    readonly top1WithPositionSe: number;
  } | null,
): string[] {
  return [of?.top1, of?.top1Se, of?.top1WithPosition, of?.top1WithPositionSe].map((value) =>
    figure(value ?? null),
  );
}
