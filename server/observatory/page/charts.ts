import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import type { Figures } from './figures-schema.ts';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

/** A chart's lines or bars over labels; null where there is nothing to draw yet. */
interface Drawing {
  readonly type: 'line' | 'bar';
  readonly labels: readonly (string | number)[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  readonly x: string;
  readonly y: string;
  readonly stacked?: boolean;
}

const drawn = new Map<string, Chart>();

/** Draws every chart of the page that there are figures for; hides the others. */
export function drawCharts(page: Document, figures: Figures): void {
  for (const figure of page.querySelectorAll<HTMLElement>('[data-chart]')) {
    const name = figure.dataset['chart'] ?? '';
    const drawing = drawings[name]?.(figures) ?? null;
    const canvas = figure.querySelector('canvas');
    figure.hidden = drawing === null;
    if (drawing === null || canvas === null) continue;
    const config = configOf(drawing, colours(page));
    const known = drawn.get(name);
    if (known === undefined) drawn.set(name, new Chart(canvas, config));
    else {
      known.data = config.data;
      known.options = config.options ?? {};
      known.update('none');
    }
  }
}

const drawings: Readonly<Record<string, (figures: Figures) => Drawing | null>> = {
  quality: ({ quality }) => {
    const told = quality.filter(({ panelLoss, version }) => panelLoss !== null && version !== null);
    if (told.length < 2) return null;
    return {
      type: 'line',
      labels: told.map(({ version }) => version ?? ''),
      series: [{ name: 'loss of the probe panel', values: told.map(({ panelLoss }) => panelLoss) }],
      x: 'version',
      y: 'loss',
    };
  },
  votes: ({ quality }) => {
    const voted = quality.filter(({ worse }) => worse !== null);
    if (voted.length === 0) return null;
    const segments = [...new Set(voted.flatMap(({ segments }) => segments.map(({ segment }) => segment)))];
    return {
      type: 'line',
      labels: voted.map(({ round }) => round),
      series: [
        { name: 'all voters', values: voted.map(({ worse }) => worse?.share ?? null) },
        ...segments.map((segment) => ({
          name: segment,
          values: voted.map(
            ({ segments }) => segments.find((other) => other.segment === segment)?.worse ?? null,
          ),
        })),
      ],
      x: 'round',
      y: 'share who say “worse”',
    };
  },
  lorenz: ({ influence }) => {
    const told = influence.filter(({ lorenz }) => lorenz.length > 1);
    const [first] = told;
    if (first === undefined) return null;
    const steps = first.lorenz.length - 1;
    return {
      type: 'line',
      labels: first.lorenz.map((_, i) => `${Math.round((100 * i) / steps)} %`),
      series: [
        ...told.map(({ task, lorenz }) => ({ name: task, values: lorenz })),
        { name: 'all the same', values: first.lorenz.map((_, i) => i / steps) },
      ],
      x: 'of the entities, the least influential first',
      y: 'share of influence',
    };
  },
  hhi: ({ rounds }) => {
    const ended = rounds.filter(({ outcome }) => outcome !== 'void').reverse();
    if (ended.length < 2) return null;
    return {
      type: 'line',
      labels: ended.map(({ round }) => round),
      series: [
        { name: 'HHI of the last 50 rounds', values: ended.map(({ windowHhi }) => windowHhi) },
        { name: 'nothing is promoted above', values: ended.map(() => 0.18) },
      ],
      x: 'round',
      y: 'HHI',
    };
  },
  refused: ({ rounds }) => {
    const some = rounds.filter(({ refused }) => Object.keys(refused).length > 0).reverse();
    if (some.length === 0) return null;
    const codes = [...new Set(some.flatMap(({ refused }) => Object.keys(refused)))];
    return {
      type: 'bar',
      labels: some.map(({ round }) => round),
      series: codes.map((code) => ({ name: code, values: some.map(({ refused }) => refused[code] ?? 0) })),
      x: 'round',
      y: 'updates refused',
      stacked: true,
    };
  },
  emission: ({ epochs }) => {
    if (epochs.length === 0) return null;
    let together = 0;
    const issued = epochs.map((epoch) => Number(BigInt(epoch.issued) / 10n ** 14n) / 1e4);
    return {
      type: 'line',
      labels: epochs.map(({ epoch }) => epoch),
      series: [
        { name: 'issued in the epoch', values: issued },
        { name: 'together', values: issued.map((amount) => (together += amount)) },
      ],
      x: 'epoch',
      y: 'TALE',
    };
  },
};

interface Colours {
  readonly ink: string;
  readonly line: string;
  readonly series: readonly string[];
}

/** The page's own colours, dark or light as it is. */
function colours(page: Document): Colours {
  const style = getComputedStyle(page.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: of('--soft'),
    line: of('--line'),
    series: [of('--accent'), of('--good'), of('--blue'), of('--bad'), of('--soft')],
  };
}

/** Marks of the series, so that they can be told apart without colour. */
const marks = ['circle', 'rect', 'triangle', 'star', 'cross'] as const;

function configOf(drawing: Drawing, { ink, line, series }: Colours): ChartConfiguration {
  const axis = (text: string) => ({
    title: { display: true, text, color: ink },
    ticks: { color: ink, maxTicksLimit: 8 },
    grid: { color: line },
    stacked: drawing.stacked === true,
  });
  return {
    type: drawing.type,
    data: {
      labels: [...drawing.labels],
      datasets: drawing.series.map(({ name, values }, i) => ({
        label: name,
        data: [...values],
        borderColor: series[i % series.length] ?? ink,
        backgroundColor: series[i % series.length] ?? ink,
        pointStyle: marks[i % marks.length] ?? 'circle',
        pointRadius: values.length > 40 ? 0 : 3,
        borderWidth: 2,
        spanGaps: true,
      })),
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      scales: { x: axis(drawing.x), y: { ...axis(drawing.y), beginAtZero: drawing.type === 'bar' } },
      plugins: {
        legend: {
          display: drawing.series.length > 1,
          labels: { color: ink, usePointStyle: true, boxHeight: 7 },
        },
      },
    },
  };
}
