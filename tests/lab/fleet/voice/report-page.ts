import { figure, lines, reportPage, table } from '../report-parts.ts';
import { curveOf } from '../training.ts';
import type { VoiceFleetReport } from './fleet.ts';

/** The report of a voice fleet as one page that needs nothing else. */
export function voicePage(report: VoiceFleetReport): string {
  const { final, central, local, baselines } = report;
  return reportPage(
    'Fleet: voice',
    `<p>${report.participants} participants, ${report.rounds} rounds of ${report.cohort}, rule <code>${report.rule}</code>,
seed ${report.seed}, from the start <code>${report.warm}</code>. Measured on ${report.words} words of ${report.unseen} writers who never took part;
standard errors are of writers drawn whole. ${report.bytesPerParameter.toFixed(3)} bytes a parameter; median cosine of two updates
${report.agreement.toFixed(3)}; ${report.seconds.toFixed(0)} s.</p>
<h2>The right word among the first three</h2>
${table(
  ['', 'the net alone', 'cold', '±', 'own text on the device', '±', 'and the text before the caret'],
  [
    ['federated', ...row(final)],
    ['the same model, in one place', ...row(central)],
    ['untrained', ...row(final.untrained)],
    [
      'each device alone',
      figure(local?.top3Net ?? null),
      '',
      '',
      figure(local?.top3Personal ?? null),
      '',
      '',
    ],
    [
      'n-grams',
      '',
      figure(baselines?.ngramsTop3 ?? null),
      '',
      figure(baselines?.personalNgramsTop3 ?? null),
      '',
      '',
    ],
  ],
)}
<p>First word right, cold: ${figure(final.top1)}. Mean over writers, cold, first three: ${figure(final.macroTop3)}.</p>
<h2>By round, the net alone on the beginning of each text</h2>
${lines(
  ['netTop3', 'seenNetTop3'].map((measure) => ({
    name: measure === 'netTop3' ? 'unseen writers' : 'participants',
    points: curveOf(report.curve, measure),
  })),
  'round',
  'among the first three',
  'linear',
)}
${table(
  ['round', 'unseen writers', 'participants, on text they did not learn from'],
  report.curve.map((point) => [
    String(point.round),
    figure(point['netTop3'] ?? null),
    figure(point['seenNetTop3'] ?? null),
  ]),
)}
<h2>By number of participants</h2>
${table(
  ['participants', 'cold', 'the net alone', 'gain over untrained', '±'],
  report.participantsCurve.map(({ participants, top3, top3Net, gain }) => [
    String(participants),
    figure(top3),
    figure(top3Net),
    figure(gain.mean),
    figure(gain.se),
  ]),
)}`,
  );
}

type Accuracies = VoiceFleetReport['final']['untrained'];

function row(of: Accuracies | null): string[] {
  return [
    of?.top3Net,
    of?.top3,
    of?.top3Se,
    of?.top3Personal,
    of?.top3PersonalSe,
    of?.top3PersonalWithContext,
  ].map((value) => figure(value ?? null));
}
