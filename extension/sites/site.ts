import type { HealthNote, PageKind, StoryFacts } from '../../shared/protocol/page.ts';
import type { Feedback } from '../../shared/protocol/signal.ts';
import { createHealth, type Health } from './health.ts';
import type { Passage } from './story-text.ts';
import type { StyleResolver } from './visibility.ts';

/**
 * Declares a story site's adapter: which of its addresses are of interest, and how its pages are read.
 *
 * The reading is guarded: whatever a page does (parts missing, getters shadowed by its own form fields, selectors
 * the engine does not know), the result is a page or null with health notes, never an exception. Adapters are pure:
 * they change nothing in the document and ask nothing of the browser but what is passed in.
 */
export function defineSite(definition: SiteDefinition): Site {
  const recognise = (url: URL): PageKind | null => {
    try {
      return definition.recognise(url);
    } catch {
      return null;
    }
  };
  return {
    id: definition.id,
    recognise,
    placeOf: (url) => (definition.placeOf?.(url) ?? url.href).replace(/#.*$/, ''),
    read(url, document, styles) {
      const kind = recognise(url);
      if (kind === null) return { page: null, health: [] };
      const health = createHealth();
      try {
        const page = definition.read({ url, kind, document, styles, health });
        if (page === null && health.notes().length === 0) health.note('page', 'unexpected', true);
        return { page, health: health.notes() };
      } catch {
        health.note('page', 'unexpected', true);
        return { page: null, health: health.notes() };
      }
    },
  };
}

/** How a story site's pages are read. */
export interface Site {
  /** As in the registry. */
  readonly id: string;
  /** An address without what only says how far its page was scrolled: where it stays the same, so does the page. */
  placeOf(url: URL): string;
  /** What an address promises, without looking at the page; null if there is nothing to read there. */
  recognise(url: URL): PageKind | null;
  /** What a page holds. Never throws; `page` is null when the page is not, or no longer, what its address promises. */
  read(url: URL, document: Document, styles: StyleResolver): SiteReading;
}

export interface SiteDefinition extends Omit<Site, 'read' | 'placeOf'> {
  /** Absent where but the part behind `#` says how far one scrolled. */
  placeOf?(url: URL): string;
  read(context: PageContext): SitePage | null;
}

export interface PageContext {
  readonly url: URL;
  readonly kind: PageKind;
  readonly document: Document;
  readonly styles: StyleResolver;
  readonly health: Health;
}

export interface SiteReading {
  readonly page: SitePage | null;
  readonly health: readonly HealthNote[];
}

export type SitePage = StoryPage | ListingPage | EditorPage;

export interface StoryPage {
  readonly kind: 'story';
  readonly facts: StoryFacts;
  /** The text a person sees, in reading order, with the element each passage stands in. */
  readonly passages: readonly Passage[];
  /** Where a badge about the story fits: the heading that names it. */
  readonly head: Element | null;
  readonly feedback: readonly FeedbackControl[];
  /** The link to the next chapter. */
  readonly next: Element | null;
}

export interface ListingPage {
  readonly kind: 'listing';
  readonly works: readonly ListedWork[];
}

/** One work in a listing. A page about one work without its text (a table of contents) is a listing of one. */
export interface ListedWork {
  readonly facts: StoryFacts;
  /** The part of the page that speaks of this work. */
  readonly element: Element;
  /** The link that opens the work. */
  readonly link: Element | null;
  readonly head: Element;
  readonly feedback: readonly FeedbackControl[];
}

export interface EditorPage {
  readonly kind: 'editor';
  /** Text fields and editable elements that hold the story being written. */
  readonly elements: readonly Element[];
}

/** One of the site's own controls by which a reader says what they think of a story. */
export interface FeedbackControl {
  readonly act: Feedback['act'];
  readonly element: Element;
  /** The event that means "the reader used it": `click` for buttons and links, `change` for lists and radio buttons. */
  readonly event: 'click' | 'change';
  /** What using it means, asked at that moment, while the control still shows its old state; null if nothing. */
  meaning(element: Element): FeedbackMeaning | null;
}

export interface FeedbackMeaning {
  /** False when the reader takes the act back. */
  readonly on: boolean;
  /** For ratings 0 (worst) … 1 (best), else null. */
  readonly value: number | null;
}
