import { figure, reportPage, table } from '../report-parts.ts';
import type { ValuationReport } from './run.ts';

/** What ways to be paid are worth, as one page that needs nothing else. */
export function valuationPage(report: ValuationReport): string {
  return reportPage(
    'Fleet: what contributions are paid',
    `<p>${report.people} people, ${report.rounds} rounds of ${report.cohort}, seeds ${report.seeds.join(', ')}; pay of an entity, all its identities together, over its pay for honesty.
Median cosine of two updates ${figure(report.heterogeneity.medianCosine)}; ${report.seconds.toFixed(0)} s.</p>
${table(
  ['way', 'pay', 'sd over seeds', 'with identities as old as honest ones', 'sd'],
  Object.entries(report.pay).map(([name, { mean, sd }]) => {
    const old = report.payWithoutWaiting[name];
    return [name, figure(mean), figure(sd), figure(old?.mean ?? Number.NaN), figure(old?.sd ?? Number.NaN)];
  }),
)}`,
  );
}
