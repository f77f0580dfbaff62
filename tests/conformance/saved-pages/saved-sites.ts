import { archives } from './archives.ts';
import type { SavedSite } from './page-case.ts';
import { serialSites } from './serial-sites.ts';
import { shelvesAndPlatforms } from './shelves-and-platforms.ts';

/** Every site with its saved pages: read without a browser by the site suite, and in one by `tests/e2e/sites.spec.ts`. */
export const savedSites: readonly SavedSite[] = [...archives, ...serialSites, ...shelvesAndPlatforms];
