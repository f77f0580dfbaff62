import { html } from 'hono/html';
import { grouped, type Markup } from './layout.ts';
import type { FeedbackTotals } from './store.ts';
import type { Story } from './story.ts';

/** A story's first chapter. */
export function storyAddress(story: Story): string {
  return `/stories/${story.id}/${story.slug}`;
}

/** Chapter `n`, from 1. The first has the story's own address. */
export function chapterAddress(story: Story, n: number): string {
  return n === 1 ? storyAddress(story) : `${storyAddress(story)}/chapters/${n}`;
}

export function tagAddress(tag: string): string {
  return `/tags/${encodeURIComponent(tag)}`;
}

/** Fandom, audience, warnings, language and status: the facts that are words. */
export function labels(story: Story): Markup {
  return html`<ul class="labels">
<li data-field="fandom">${story.fandom}</li>
<li data-field="rating">${story.rating}</li>
${story.warnings.map((warning) => html`<li class="warning" data-field="warning">${warning}</li>`)}
<li data-field="language" data-value="${story.language}">${languageName(story.language)}</li>
<li data-field="status" data-value="${story.status}">${story.status === 'stub' ? 'Excerpt' : 'Complete'}</li>
</ul>`;
}

export function tagList(story: Story): Markup {
  return html`<ul class="tags" aria-label="Tags">
${story.tags.map((tag) => html`<li><a data-field="tag" href="${tagAddress(tag)}">${tag}</a></li>`)}
</ul>`;
}

/** Words, chapters and counters: the facts that are numbers. `totals` are this library's visitors, added on. */
export function numbers(story: Story, totals: FeedbackTotals): Markup {
  const { counters } = story;
  const facts: [field: string, name: string, value: number][] = [
    ['words', 'Words', story.words],
    ['chapters', 'Chapters', story.chapters.length],
    ['kudos', 'Kudos', counters.kudos + totals.kudos],
    ['hits', 'Hits', counters.hits],
    ['bookmarks', 'Bookmarks', counters.bookmarks + totals.bookmarks],
    ['comments', 'Comments', counters.comments],
  ];
  if (counters.votes !== undefined) facts.push(['votes', 'SCP Wiki votes', counters.votes]);
  return html`<dl class="numbers">
${facts.map(
  ([field, name, value]) =>
    html`<div><dt>${name}</dt><dd><data data-field="${field}" value="${value}">${grouped(value)}</data></dd></div>`,
)}
</dl>`;
}

/** Who wrote it, where it is from, what one may do with it. */
export function attribution(story: Story): Markup {
  return html`${story.source.attribution}
${
  story.source.url === null
    ? ''
    : html`<a data-field="source" href="${story.source.url}" rel="noopener">Read it at its source</a>.`
}
Licence: <a data-field="licence" href="${story.licence.url}" rel="license noopener">${story.licence.name}</a>.`;
}

/** One of eight colours for a story's spine; the same for all stories of a fandom's author. */
export function spine(story: Story): string {
  let sum = 0;
  for (const character of story.author) sum = (sum * 31 + character.charCodeAt(0)) % 997;
  return `spine-${sum % 8}`;
}

function languageName(tag: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' }).of(tag) ?? tag;
}
