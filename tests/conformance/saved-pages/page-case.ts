import type { Site, SitePage } from '../../../extension/sites/site.ts';
import type { StoryFacts } from '../../../shared/protocol/page.ts';

/** A site, and its saved pages. */
export interface SavedSite {
  readonly site: Site;
  readonly pages: readonly PageCase[];
}

/** A saved page, and what an adapter should make of it. */
export interface PageCase {
  /** Below `tests/pages`. */
  readonly file: string;
  readonly url: string;
  readonly kind: SitePage['kind'] | null;
  readonly facts?: Partial<StoryFacts>;
  readonly works?: readonly Partial<StoryFacts>[];
  /** How many works a listing has, if not all are described. */
  readonly count?: number;
  readonly contains?: readonly string[];
  readonly feedback?: readonly string[];
  readonly next?: string | null;
}
