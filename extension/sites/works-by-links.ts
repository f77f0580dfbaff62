import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import {
  type Alternatives,
  asLine,
  attempted,
  find,
  findAll,
  labelsOf,
  lineOf,
  linkUrl,
  summaryOf,
} from './fields.ts';
import { listingOf } from './pages.ts';
import type { ListedWork, ListingPage, PageContext } from './site.ts';

/**
 * How a site links to its works. Which part of a listing speaks of which work follows from the links alone, so that a
 * listing survives a redesign that changes every class.
 */
export interface ListingRecipe {
  /** The work an address leads to; null where it leads elsewhere. */
  readonly workOf: (url: URL) => string | null;
  /** The parts that speak of one work each, where their classes are known. */
  readonly item?: Alternatives;
  readonly author: Alternatives;
  readonly tags?: Alternatives;
  readonly summary?: Alternatives;
  /** What the numbers and labels of an item say. */
  readonly facts?: (item: Element) => Partial<StoryFacts>;
}

/** Works that a page links to, in page order; null, with a note, when there are none. */
export function worksByLinks(
  { url, document, health }: PageContext,
  recipe: ListingRecipe,
): ListingPage | null {
  const links = new Map<string, Element[]>();
  for (const link of findAll(document, ['a[href]'])) {
    const target = linkUrl(link, url);
    const work = target === null ? null : attempted(() => recipe.workOf(target));
    if (work === null || work === '' || isApparatus(link)) continue;
    links.set(work, [...(links.get(work) ?? []), link]);
  }
  const owners = new Map<Element, string>();
  for (const [work, own] of links) for (const link of own) owners.set(link, work);
  return listingOf(
    [...links].map(([work, own]) => listed(work, own, owners, recipe)),
    health,
  );
}

function listed(
  work: string,
  links: readonly Element[],
  owners: ReadonlyMap<Element, string>,
  recipe: ListingRecipe,
): ListedWork | null {
  // Covers and “read” buttons link to a work too; its name stands in a heading, or is what says most.
  const named = links.filter(
    (link) => nameOf(link) !== null && !/^(?:read|start|continue)\b.{0,12}$/i.test(nameOf(link) ?? ''),
  );
  const link = named.find((candidate) => candidate.closest('h1, h2, h3, h4, h5') !== null) ?? longest(named);
  if (link === undefined) return null;
  const element = itemOf(work, link, owners, recipe.item ?? []);
  const author = lineOf(find(element, recipe.author));
  return {
    facts: {
      ...blankFacts(work.slice(0, 200)),
      title: nameOf(link),
      author,
      tags: labelsOf(findAll(element, recipe.tags ?? [])),
      summary: summaryOf(find(element, recipe.summary ?? [])),
      ...attempted(() => recipe.facts?.(element) ?? {}),
    },
    element,
    link,
    head: link.closest('h1, h2, h3, h4, h5') ?? link,
    feedback: [],
  };
}

/** The known part of the page that holds the link, or the largest one that speaks of no other work. */
function itemOf(
  work: string,
  link: Element,
  owners: ReadonlyMap<Element, string>,
  known: Alternatives,
): Element {
  for (const selector of known) {
    const item = attempted(() => link.closest(selector));
    if (item !== null) return item;
  }
  let item = link;
  for (
    let parent = link.parentElement;
    parent !== null && parent.localName !== 'body';
    parent = parent.parentElement
  ) {
    const others = [...parent.querySelectorAll('a[href]')].some(
      (other) => (owners.get(other) ?? work) !== work,
    );
    if (others || /^(?:main|html)$/.test(parent.localName)) break;
    item = parent;
  }
  return item;
}

/** A link's words, or those it has for people who cannot see its picture. */
function nameOf(link: Element): string | null {
  return (
    lineOf(find(link, ['h1, h2, h3, h4, h5'])) ??
    lineOf(link) ??
    asLine(link.getAttribute('title') ?? link.getAttribute('aria-label'))
  );
}

function longest(links: readonly Element[]): Element | undefined {
  return [...links].sort((a, b) => (nameOf(b)?.length ?? 0) - (nameOf(a)?.length ?? 0))[0];
}

/** Links of navigation, foot and side are no listing. */
function isApparatus(link: Element): boolean {
  return link.closest('nav, footer, [role="navigation"], [hidden]') !== null;
}
