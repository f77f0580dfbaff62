import { JSDOM, VirtualConsole } from 'jsdom';
import { adapterFor } from '../../extension/sites/adapters.ts';
import type { SitePage } from '../../extension/sites/site.ts';
import { totalWords, wholeText } from '../../extension/sites/story-text.ts';
import type { HealthNote, StoryFacts } from '../../shared/protocol/page.ts';
import { savedPageStyles } from './page-styles.ts';

/**
 * What a site adapter sees in a saved page: the same code that runs in the browser, on a document without one.
 *
 * The page's scripts are not run and nothing it names is loaded. An address that belongs to no site, a page that is
 * not what its address promises, and input that is no page at all give `page: null`, never an exception, except for
 * an address that cannot be parsed.
 *
 * @throws {TypeError} if `url` is not an absolute address
 */
export function inspectPage(saved: { readonly url: string; readonly html: string }): InspectedPage {
  const url = new URL(saved.url);
  const site = adapterFor(url);
  if (site === null) return { site: null, page: null, health: [] };
  const dom = new JSDOM(saved.html, { url: url.href, virtualConsole: new VirtualConsole() });
  try {
    const { document } = dom.window;
    const { page, health } = site.read(url, document, savedPageStyles(document));
    if (page === null) return { site: site.id, page: null, health };
    return { site: site.id, page: { ...described(page), health } };
  } finally {
    dom.window.close();
  }
}

export type InspectedPage =
  | {
      readonly site: string;
      readonly page: (InspectedStory | InspectedListing | InspectedEditor) & {
        readonly health: readonly HealthNote[];
      };
    }
  | { readonly site: string | null; readonly page: null; readonly health: readonly HealthNote[] };

/** `words` are those the page states, or else those counted in its text. */
export type InspectedStory = Omit<StoryFacts, 'workId' | 'words'> & {
  readonly kind: 'story';
  readonly id: string;
  readonly words: number;
  /** Words counted in the text shown. */
  readonly wordsShown: number;
  readonly text: string;
  readonly feedback: readonly string[];
  /** Where the link to the next chapter leads, as written in the page. */
  readonly next: string | null;
};

export type InspectedWork = Omit<StoryFacts, 'workId'> & { readonly id: string };

export interface InspectedListing {
  readonly kind: 'listing';
  readonly works: readonly InspectedWork[];
}

export interface InspectedEditor {
  readonly kind: 'editor';
  /** The tags of the elements a writer types into. */
  readonly editors: readonly string[];
}

function described(page: SitePage): InspectedStory | InspectedListing | InspectedEditor {
  switch (page.kind) {
    case 'story': {
      const { workId, title, author, words, ...facts } = page.facts;
      const wordsShown = totalWords(page.passages);
      return {
        kind: 'story',
        id: workId,
        title,
        author,
        words: words ?? wordsShown,
        wordsShown,
        text: wholeText(page.passages),
        ...facts,
        feedback: [...new Set(page.feedback.map((control) => control.act))],
        next: page.next?.getAttribute('href') ?? null,
      };
    }
    case 'listing':
      return {
        kind: 'listing',
        works: page.works.map(({ facts: { workId, ...facts } }) => ({ id: workId, ...facts })),
      };
    case 'editor':
      return { kind: 'editor', editors: page.elements.map((element) => element.localName) };
  }
}
