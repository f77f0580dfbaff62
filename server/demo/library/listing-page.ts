import { html } from 'hono/html';
import type { ListingPage, ListingQuery, SortOrder } from './catalogue.ts';
import { counted, type Markup, page } from './layout.ts';
import type { FeedbackTotals } from './store.ts';
import type { Story } from './story.ts';
import { attribution, labels, numbers, spine, storyAddress, tagAddress, tagList } from './story-facts.ts';

export interface ListingView {
  /** Set on a tag's page. */
  tag: string | null;
  query: ListingQuery;
  listing: ListingPage;
  totals: ReadonlyMap<string, FeedbackTotals>;
  commonTags: readonly [tag: string, stories: number][];
}

/** Stories to choose from: everything, or what carries one tag. */
export function listingPageMarkup(view: ListingView): Markup {
  const { listing, query, tag } = view;
  const heading = tag === null ? 'Stories to read by lamplight' : `Tagged “${tag}”`;
  return page({
    title: tag === null ? 'Stories' : `Tagged ${tag}`,
    section: 'read',
    main: html`<main id="content" class="wide listing" data-page="listing">
<div class="intro">
<h1>${heading}</h1>
${tag === null ? html`<p>Short web fiction and old novels, to be read a chapter at a time.</p>` : html`<p><a href="/">All stories</a></p>`}
</div>
${searchForm(view)}
<div class="shelves">
<section aria-label="Stories">
<p class="found" role="status">${foundText(listing, query)}</p>
${workList(listing.stories, view.totals)}
${pagination(view)}
</section>
<nav class="by-tag" aria-label="Browse by tag">
<h2>Browse by tag</h2>
<ul class="tags">
${view.commonTags.map(([name, stories]) => html`<li><a href="${tagAddress(name)}">${name} <span class="how-many">${stories}</span></a></li>`)}
</ul>
</nav>
</div>
</main>`,
    footer: listing.stories.length === 0 ? html`` : attributionOf(listing.stories),
  });
}

/** Works as they are listed anywhere on the site. */
export function workList(
  stories: readonly Story[],
  totals: ReadonlyMap<string, FeedbackTotals>,
  notes: ReadonlyMap<string, string> = new Map(),
): Markup {
  return html`<ol class="works">
${stories.map((story) => workItem(story, totals.get(story.id) ?? { kudos: 0, bookmarks: 0 }, notes.get(story.id)))}
</ol>`;
}

/** Attribution of every story a listing shows, folded away. */
export function attributionOf(stories: readonly Story[]): Markup {
  return html`<details class="sources"><summary>Where the stories on this page come from</summary>
<ul>${stories.map((story) => html`<li>${attribution(story)}</li>`)}</ul>
</details>`;
}

function workItem(story: Story, totals: FeedbackTotals, note: string | undefined): Markup {
  return html`<li class="work ${spine(story)}" data-work="${story.id}">
<article>
<h2 data-part="title-line"><a class="work-link" data-field="title" href="${storyAddress(story)}">${story.title}</a></h2>
<p class="byline">by <span data-field="author">${story.author}</span></p>
${note === undefined ? '' : html`<p class="yours">${note}</p>`}
${labels(story)}
<p class="summary" data-field="summary">${story.summary}</p>
${tagList(story)}
${numbers(story, totals)}
</article>
</li>`;
}

const orderNames: Record<SortOrder, string> = {
  kudos: 'Most kudos',
  hits: 'Most read',
  bookmarks: 'Most bookmarked',
  newest: 'Newest first',
  shortest: 'Shortest first',
  longest: 'Longest first',
  title: 'By title',
};

function searchForm({ tag, query }: ListingView): Markup {
  return html`<form class="search" method="get" action="${tag === null ? '/' : tagAddress(tag)}" role="search">
<label class="field grow"><span>Search</span>
<input type="search" name="q" value="${query.q}" maxlength="100" placeholder="Title, author or tag"></label>
<label class="field"><span>Order</span>
<select name="sort">
${Object.entries(orderNames).map(
  ([order, name]) =>
    html`<option value="${order}" ${order === query.sort ? html`selected` : ''}>${name}</option>`,
)}
</select></label>
<button class="button" type="submit">Show</button>
</form>`;
}

function foundText(listing: ListingPage, query: ListingQuery): string {
  if (listing.found === 0) return `No story has all of “${query.q}”. Try fewer words.`;
  const pages = listing.pages === 1 ? '' : `, page ${listing.page} of ${listing.pages}`;
  return `${counted(listing.found, 'story', 'stories')}${pages}`;
}

function pagination(view: ListingView): Markup {
  const { page: at, pages } = view.listing;
  if (pages === 1) return html``;
  return html`<nav class="pages" aria-label="Pages">
${at > 1 ? html`<a class="button quiet" data-nav="previous" rel="prev" href="${pageAddress(view, at - 1)}">Previous page</a>` : html`<span></span>`}
${at < pages ? html`<a class="button quiet" data-nav="next" rel="next" href="${pageAddress(view, at + 1)}">Next page</a>` : html`<span></span>`}
</nav>`;
}

function pageAddress({ tag, query }: ListingView, at: number): string {
  const search = new URLSearchParams();
  if (query.q !== '') search.set('q', query.q);
  if (query.sort !== 'kudos') search.set('sort', query.sort);
  if (at > 1) search.set('page', String(at));
  const path = tag === null ? '/' : tagAddress(tag);
  return search.size === 0 ? path : `${path}?${search}`;
}
