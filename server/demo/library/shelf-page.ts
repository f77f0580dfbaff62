import { html } from 'hono/html';
import { counted, type Markup, page } from './layout.ts';
import { attributionOf, workList } from './listing-page.ts';
import type { Feedback, FeedbackTotals } from './store.ts';
import type { Story } from './story.ts';

export interface ShelfView {
  /** Stories the visitor left something on, with what it was. */
  entries: readonly { story: Story; feedback: Feedback }[];
  totals: ReadonlyMap<string, FeedbackTotals>;
}

/** What the visitor bookmarked, follows, liked or rated. */
export function shelfPageMarkup({ entries, totals }: ShelfView): Markup {
  const stories = entries.map(({ story }) => story);
  const notes = new Map(entries.map(({ story, feedback }) => [story.id, noteOf(feedback)]));
  return page({
    title: 'Your shelf',
    section: 'shelf',
    main: html`<main id="content" class="narrow listing" data-page="listing">
<div class="intro">
<h1>Your shelf</h1>
<p>${entries.length === 0 ? 'Stories you bookmark, follow, rate or leave kudos on are kept here.' : counted(entries.length, 'story', 'stories')}</p>
</div>
${entries.length === 0 ? html`<p><a class="button" href="/">Find a story</a></p>` : workList(stories, totals, notes)}
</main>`,
    footer: entries.length === 0 ? html`` : attributionOf(stories),
  });
}

function noteOf(feedback: Feedback): string {
  return [
    feedback.bookmark ? 'bookmarked' : '',
    feedback.follow ? 'following' : '',
    feedback.kudos ? 'kudos left' : '',
    feedback.stars === null ? '' : `rated ${feedback.stars} of 5`,
  ]
    .filter(Boolean)
    .join(' · ');
}
