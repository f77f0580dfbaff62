import type { Match } from '../messaging/messages.ts';
import type { ListedWork } from '../sites/site.ts';

/** Below this a story matches little, percent. */
const LITTLE = 34;
const FAINT = '0.5';

/**
 * Hides the works of a listing that its reader hid, dims those that match little, and puts the best match first, as its
 * reader chose; when the signal is aborted everything is as it was. Works without a match stay plain, and keep their
 * order behind those that have one.
 *
 * Sorted are works that are neighbours, each in a part of its own: the parts trade places, and what stands between
 * them (a line, an advertisement) stays where it is.
 */
export function arrangeListing(
  works: readonly ListedWork[],
  matches: ReadonlyMap<string, Match>,
  view: { readonly dim: boolean; readonly sort: boolean },
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  const percentOf = ({ facts }: ListedWork): number | null => matches.get(facts.workId)?.percent ?? null;
  for (const work of works) {
    if (matches.get(work.facts.workId)?.hidden) hideWork(work.element, signal);
  }
  if (view.dim) {
    for (const work of works) {
      const percent = percentOf(work);
      if (percent !== null && percent < LITTLE) restyle(work.element, 'opacity', FAINT, signal);
    }
  }
  if (view.sort) sort(works, percentOf, signal);
}

/** Takes a part of the page away until the signal is aborted. */
export function hideWork(element: Element, signal: AbortSignal): void {
  restyle(element, 'display', 'none', signal);
}

function restyle(element: Element, property: string, value: string, signal: AbortSignal): void {
  // Elements of other namespaces than HTML's have a style as well, or none.
  const style: CSSStyleDeclaration | undefined = Reflect.get(element, 'style');
  if (style === undefined) return;
  const before = style.getPropertyValue(property);
  style.setProperty(property, value, 'important');
  signal.addEventListener(
    'abort',
    () => {
      style.setProperty(property, before);
      if (element.getAttribute('style') === '') element.removeAttribute('style');
    },
    { once: true },
  );
}

function sort(
  works: readonly ListedWork[],
  percentOf: (work: ListedWork) => number | null,
  signal: AbortSignal,
): void {
  const parent = works[0]?.element.parentElement ?? null;
  const parts = works.map(({ element }) => element);
  const areNeighbours = parent !== null && parts.every((part) => part.parentElement === parent);
  if (!areNeighbours || works.length < 2 || new Set(parts).size < parts.length) return;
  const ordered = [...works].sort((a, b) => (percentOf(b) ?? -1) - (percentOf(a) ?? -1));
  place(
    parts,
    ordered.map(({ element }) => element),
  );
  signal.addEventListener(
    'abort',
    () => {
      // A page that took some of them away meanwhile has its own idea of order.
      if (parts.every((part) => part.parentElement === parent))
        place(
          ordered.map(({ element }) => element),
          parts,
        );
    },
    { once: true },
  );
}

/** Puts `wanted` into the places where `now` stand, first into first. */
function place(now: readonly Element[], wanted: readonly Element[]): void {
  const marks = now.map((part) => {
    const mark = part.ownerDocument.createComment('');
    part.replaceWith(mark);
    return mark;
  });
  marks.forEach((mark, at) => {
    const part = wanted[at];
    if (part !== undefined) mark.replaceWith(part);
  });
}
