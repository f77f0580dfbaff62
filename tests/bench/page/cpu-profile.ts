/** The part of a CPU profile, as Chromium's `Profiler.stop` gives it, that is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly url: string };
    readonly children?: readonly number[];
  }[];
  /** Which node was running at each sample. */
  readonly samples?: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas?: readonly number[];
}

/**
 * The share of the time of all scripts that those spent whose address begins with `origin`, with what they called,
 * 0 … 1. A share, because the time itself is longer by the profiler's own work and by waiting for a processor.
 */
export function shareOfScriptTime(origin: string, profile: CpuProfile): number {
  const all = timeIn(profile, (url) => url !== '');
  return all === 0 ? 0 : timeIn(profile, (url) => url.startsWith(origin)) / all;
}

/** Microseconds in functions of chosen scripts and in what they called. */
function timeIn(
  { nodes, samples = [], timeDeltas = [] }: CpuProfile,
  chosen: (url: string) => boolean,
): number {
  const inside = new Set<number>();
  // A node comes before its children.
  for (const { id, callFrame, children } of nodes) {
    if (chosen(callFrame.url)) inside.add(id);
    if (inside.has(id)) for (const child of children ?? []) inside.add(child);
  }
  return samples.reduce((sum, node, sample) => sum + (inside.has(node) ? (timeDeltas[sample] ?? 0) : 0), 0);
}
