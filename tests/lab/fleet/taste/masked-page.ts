import { figure, reportPage, table } from '../report-parts.ts';
import type { MaskedReport } from './masked.ts';

/** The masked lane beside the plain one, as one page that needs nothing else. */
export function maskedPage(report: MaskedReport): string {
  const { plain, masked, lane } = report;
  const told = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  return reportPage(
    'Fleet: taste, masked',
    `<p>${report.participants} participants, ${report.rounds} rounds of ${report.cohort}, seed ${report.seed}; groups of ${lane.groupSize} by ${lane.engine}, ${(100 * lane.dropout).toFixed(0)} % fall silent.
Measured on ${report.unseen} people who never took part, without page counters. Untrained ${figure(report.untrained)}; ${report.seconds.toFixed(0)} s.</p>
${table(
  ['', 'plain', 'masked'],
  [
    ['AUC', figure(plain.aucWithoutCounters), figure(masked.aucWithoutCounters)],
    ['share of the plain gain', '', `${(100 * report.gainKept).toFixed(0)} %`],
    ['bytes an update', plain.bytesPerUpdate.toFixed(0), masked.bytesPerUpdate.toFixed(0)],
    ['rounds', told(plain.rounds), told(masked.rounds)],
    ['groups', '', told(masked.groups)],
    ['refused', told(plain.refused), told(masked.refused)],
  ],
)}`,
  );
}
