import { dot, l2Norm, squaredDistance } from '../numerics/tiled-reductions.ts';
import { coordinateMedian } from './rules/coordinate-median.ts';

/** How a row stands to the middle of its cohort. */
export interface RowStatistics {
  /** ‖x − centre‖ over the median of that distance: 1 is usual. */
  readonly distance: number;
  /** Cosine with the centre. */
  readonly direction: number;
  /** Share of coordinates with the centre's sign. */
  readonly signs: number;
  /** What is unusual about it; published, and it costs the row nothing: an unusual reader is no attacker. */
  readonly flags: RowFlag[];
}

export type RowFlag = 'far' | 'against' | 'signs';

/** Median absolute deviations from the median beyond which a figure is unusual. */
const UNUSUAL = 5;

/**
 * Statistics of a closed cohort against its coordinate-wise median (`integrity.md` §2, check 5), `[n]`. They flag and
 * remove no row: with f lowered after a filter had dropped rows, a backdoor was back (measured there).
 */
export function rowStatistics(updates: readonly Float32Array[]): RowStatistics[] {
  if (updates.length < 3) return [];
  const centre = coordinateMedian(updates);
  const length = l2Norm(centre);
  const distances = updates.map((row) => Math.sqrt(squaredDistance(row, centre)));
  const usual = middle(distances);
  const figures = updates.map((row, i) => {
    const own = l2Norm(row);
    return {
      distance: usual > 0 ? distances[i]! / usual : 1,
      direction: own > 0 && length > 0 ? dot(row, centre) / (own * length) : 0,
      signs: signShare(row, centre),
    };
  });
  const far = unusual(figures.map(({ distance }) => distance));
  const against = unusual(figures.map(({ direction }) => -direction));
  const signs = unusual(figures.map(({ signs }) => -signs));
  return figures.map((figure, i) => ({
    ...figure,
    flags: [
      ...(far(figure.distance) ? (['far'] as const) : []),
      ...(against(-figure.direction) ? (['against'] as const) : []),
      ...(signs(-figures[i]!.signs) ? (['signs'] as const) : []),
    ],
  }));
}

function signShare(row: Float32Array, centre: Float32Array): number {
  let same = 0;
  for (let j = 0; j < row.length; j++) if (Math.sign(row[j]!) === Math.sign(centre[j]!)) same++;
  return same / Math.max(1, row.length);
}

/** Whether a figure lies far above the others. */
function unusual(figures: readonly number[]): (figure: number) => boolean {
  const centre = middle(figures);
  const spread = middle(figures.map((figure) => Math.abs(figure - centre)));
  return (figure) => spread > 0 && figure - centre > UNUSUAL * spread;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
