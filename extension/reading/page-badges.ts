import { translated } from '../platform/page-port.ts';
import { createBadges, type PageBadges } from './badge.ts';

/** Badges for a content script: in the reader's language, closed to the page but for end-to-end tests. */
export function showBadges(document: Document, signal: AbortSignal): PageBadges {
  const shadow = import.meta.env.MODE === 'e2e' ? 'open' : 'closed';
  return createBadges(document, { shadow, text: translated }, signal);
}
