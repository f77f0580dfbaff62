import { figure, reportPage, table } from '../report-parts.ts';
import type { AttackedCell, AttackedReport } from './attacked.ts';

/** What attacks did to rules, as one page that needs nothing else. */
export function attackedPage(report: AttackedReport): string {
  const rules = [...new Set(report.cells.map(({ rule }) => rule))];
  const names = [...new Set(report.cells.map(({ attack }) => attack))];
  const of = (attack: string, rule: string): AttackedCell | undefined =>
    report.cells.find((cell) => cell.attack === attack && cell.rule === rule);
  const grid = (shown: (cell: AttackedCell) => string): string =>
    table(
      ['', ...rules],
      names.map((name) => [
        name,
        ...rules.map((rule) => {
          const cell = of(name, rule);
          return cell === undefined ? '' : shown(cell);
        }),
      ]),
    );
  return reportPage(
    'Fleet: taste under attack',
    `<p>${report.participants} participants, ${report.rounds} rounds of ${report.cohort}, ${report.cells[0]?.attackers ?? 0} attackers in each, seed ${report.seed}.
Without page counters, without the device’s guard, without ratification: what the rule alone holds off. Untrained ${figure(report.final.untrained.aucWithoutCounters)}; ${report.seconds.toFixed(0)} s.</p>
<h2>AUC</h2>
${grid(({ aucWithoutCounters }) => figure(aucWithoutCounters))}
<h2>Share of the honest gain that is kept</h2>
${grid(({ gainKept }) => `${(100 * gainKept).toFixed(0)} %`)}
<h2>Backdoor: stories with the trigger in a stranger’s best tenth</h2>
${grid(({ backdoor }) => (backdoor === null ? '–' : `${(100 * backdoor).toFixed(1)} %`))}
<h2>Of what attackers sent</h2>
${table(
  ['attack', 'rule', 'accepted', 'refused'],
  report.cells.map(({ attack, rule, accepted, rejectedByReason }) => [
    attack,
    rule,
    String(accepted),
    Object.entries(rejectedByReason)
      .map(([reason, count]) => `${reason} ${count}`)
      .join(', '),
  ]),
)}`,
  );
}
