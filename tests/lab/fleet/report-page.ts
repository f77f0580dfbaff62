import type { TasteFleetReport } from './taste/fleet.ts';

/** The report as one page that needs nothing else: curves, and every number beside them in a table. */
export function fleetPage(report: TasteFleetReport): string {
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
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fleet: ${escaped(report.task)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; margin: 1rem 0; }
  th, td { padding: 0.25rem 0.75rem; text-align: right; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); font-variant-numeric: tabular-nums; }
  th:first-child, td:first-child { text-align: left; }
  svg { max-width: 100%; height: auto; }
  figure { margin: 1rem 0; }
</style>
<h1>Fleet: ${escaped(report.task)}</h1>
<p>${report.participants} participants, ${report.rounds} rounds of ${report.cohort}, rule <code>${escaped(report.rule)}</code>,
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
    points: points.map(({ round, auc }) => [round, auc] as const),
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
      figure(points.find((point) => point.round === round)?.auc ?? null),
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
)}
</html>
`;
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

interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Lines over one pair of axes, as inline SVG that a screen reader meets as one picture with a name. */
function lines(all: readonly Line[], xName: string, yName: string, scale: 'linear' | 'logarithmic'): string {
  const [width, height, margin] = [720, 300, 48];
  const points = all.flatMap((line) => line.points);
  if (points.length === 0) return '';
  const along = (x: number): number => (scale === 'linear' ? x : Math.log10(Math.max(1, x)));
  const [left, right] = ends(points.map(([x]) => along(x)));
  const [low, high] = ends(points.map(([, y]) => y));
  const px = (x: number): number => margin + ((along(x) - left) / (right - left)) * (width - 2 * margin);
  const py = (y: number): number => height - margin - ((y - low) / (high - low)) * (height - 2 * margin);
  const hues = [210, 25, 140, 320];
  const drawn = all.map(({ name, points: own }, index) => {
    const colour = `hsl(${hues[index % hues.length]} 70% 50%)`;
    const path = own
      .map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${px(x).toFixed(1)} ${py(y).toFixed(1)}`)
      .join('');
    const [x, y] = own.at(-1) ?? [0, low];
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/><text x="${px(x) - 4}" y="${py(y) - 8}" fill="${colour}" text-anchor="end">${escaped(name)}</text>`;
  });
  return `<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`${yName} by ${xName}`)}" font-size="13">
<path d="M${margin} ${margin}V${height - margin}H${width - margin}" fill="none" stroke="currentColor" opacity="0.5"/>
<text x="${margin - 6}" y="${margin + 4}" text-anchor="end" fill="currentColor">${high.toFixed(3)}</text>
<text x="${margin - 6}" y="${height - margin}" text-anchor="end" fill="currentColor">${low.toFixed(3)}</text>
<text x="${width - margin}" y="${height - margin + 20}" text-anchor="end" fill="currentColor">${escaped(xName)}</text>
${drawn.join('\n')}</svg></figure>`;
}

function ends(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? [low, high] : [low - 0.01, high + 0.01];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    `<tr>${row.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join('')}</tr>`;
  return `<table>${cells('th', head)}${rows.map((row) => cells('td', row)).join('')}</table>`;
}

function figure(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '–' : value.toFixed(4);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
