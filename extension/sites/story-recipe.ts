import { blankFacts } from '../../shared/protocol/blank-facts.ts';
import type { StoryFacts } from '../../shared/protocol/page.ts';
import { type Alternatives, find, findAll, labelsOf, languageOf, lineOf, pickText } from './fields.ts';
import type { FeedbackControl, PageContext, StoryPage } from './site.ts';
import { readPassages } from './story-text.ts';

/** Where the parts of a site's story page stand. A field without selectors is not on the page, and is not missed. */
export interface StoryRecipe {
  readonly title?: Alternatives;
  readonly chapterTitle?: Alternatives;
  readonly author?: Alternatives;
  readonly tags?: Alternatives;
  readonly text: Alternatives;
  readonly notText?: readonly string[];
  /** Links to the next chapter; of `nextByWords` the one that says so. */
  readonly next?: Alternatives;
  readonly nextByWords?: Alternatives;
  /** The heading that names the story, where a badge fits; the title's place where it is absent. */
  readonly head?: Alternatives;
}

/** What a site knows beside its selectors. */
export interface StoryKnown {
  readonly workId: string | null;
  /** Facts that selectors alone do not tell; they win over those that do, unless null or empty. */
  readonly facts?: Partial<StoryFacts>;
  readonly feedback?: readonly FeedbackControl[];
  readonly next?: Element | null;
}

/** Reads a story page as its recipe says; null, with a note, without a text or without a name for the work. */
export function storyOf(context: PageContext, recipe: StoryRecipe, known: StoryKnown): StoryPage | null {
  const { document, styles, health } = context;
  const passages = readPassages(findAll(document, recipe.text), recipe.notText ?? [], styles);
  if (passages.length === 0) {
    health.note('text', find(document, recipe.text) ? 'empty' : 'missing', true);
    return null;
  }
  if (known.workId === null) {
    health.note('workId', 'missing', true);
    return null;
  }
  const told = stated(known.facts);
  const field = (name: 'title' | 'chapterTitle' | 'author'): string | null => {
    if (told[name] !== undefined) return told[name];
    const selectors = recipe[name];
    return selectors === undefined ? null : pickText(document, health, name, selectors);
  };
  return {
    kind: 'story',
    facts: {
      ...blankFacts(known.workId),
      tags: labelsOf(findAll(document, recipe.tags ?? [])),
      language: languageOf(document),
      ...told,
      title: field('title'),
      chapterTitle: field('chapterTitle'),
      author: field('author'),
    },
    passages,
    head: find(document, recipe.head ?? recipe.title ?? []),
    feedback: known.feedback ?? [],
    next: known.next ?? find(document, recipe.next ?? []) ?? saysNext(document, recipe.nextByWords ?? []),
  };
}

/** The links and buttons of `selectors` that say “next”, the first of them. */
function saysNext(document: Document, selectors: Alternatives): Element | null {
  const words = (element: Element): string =>
    [lineOf(element), element.getAttribute('aria-label'), element.getAttribute('title')].join(' ');
  return findAll(document, selectors).find((link) => /\bnext\b/i.test(words(link))) ?? null;
}

/** Facts without those that say nothing, which the page may tell better. */
function stated(facts: Partial<StoryFacts> = {}): Partial<StoryFacts> {
  return Object.fromEntries(
    Object.entries(facts).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
