import { html } from 'hono/html';
import type { Switch } from './feedback-form.ts';
import { counted, type Markup, page } from './layout.ts';
import type { Feedback, FeedbackTotals } from './store.ts';
import { type Chapter, SCENE_BREAK, type Story } from './story.ts';
import { attribution, chapterAddress, labels, numbers, spine, tagList } from './story-facts.ts';

export interface StoryView {
  story: Story;
  /** Number of the chapter shown, from 1; `chapter` is that one. */
  n: number;
  chapter: Chapter;
  feedback: Feedback;
  totals: FeedbackTotals;
}

/** One chapter with the facts of its work, ways on, and the feedback controls. */
export function storyPageMarkup(view: StoryView): Markup {
  const { story, n, chapter } = view;
  return page({
    title: n === 1 ? story.title : `${story.title}, chapter ${n}`,
    section: 'read',
    scripts: ['feedback.js'],
    main: html`<main id="content" class="narrow story" data-page="story" data-work-id="${story.id}" data-chapter-id="${chapter.id}">
${head(view)}
<article class="prose" data-field="text" lang="${story.language}">
${chapter.paragraphs.map((text) => (text === SCENE_BREAK ? html`<hr>` : html`<p>${text}</p>\n`))}
</article>
${chapterNavigation(story, n)}
${feedbackSection(view)}
<p class="attribution" data-field="attribution">${attribution(story)}</p>
</main>`,
  });
}

function head({ story, n, chapter, totals }: StoryView): Markup {
  return html`<header class="head ${spine(story)}" data-part="head">
<div data-part="title-line"><h1 data-field="title">${story.title}</h1></div>
<p class="byline">by <span data-field="author">${story.author}</span>, ${story.published.slice(0, 4)}</p>
${labels(story)}
<p class="summary" data-field="summary">${story.summary}</p>
${tagList(story)}
${numbers(story, totals)}
${chapter.title === null ? '' : html`${contents(story, n)}<h2 data-field="chapter-title">${chapter.title}</h2>`}
</header>`;
}

function contents(story: Story, n: number): Markup {
  return html`<details class="contents"><summary>Chapter ${n} of ${story.chapters.length}</summary>
<ol>${story.chapters.map(
    (chapter, index) =>
      html`<li><a href="${chapterAddress(story, index + 1)}" ${index + 1 === n ? html`aria-current="page"` : ''}>${chapter.title ?? counted(index + 1, 'part')}</a></li>`,
  )}</ol>
</details>`;
}

function chapterNavigation(story: Story, n: number): Markup {
  if (story.chapters.length === 1) return html``;
  const previous = story.chapters[n - 2];
  const next = story.chapters[n];
  return html`<nav class="pages" aria-label="Chapters">
${previous ? html`<a class="button quiet" data-nav="previous" rel="prev" href="${chapterAddress(story, n - 1)}"><span>Previous chapter</span> <small>${previous.title}</small></a>` : html`<span></span>`}
${next ? html`<a class="button" data-nav="next" rel="next" href="${chapterAddress(story, n + 1)}"><span>Next chapter</span> <small>${next.title}</small></a>` : html`<span></span>`}
</nav>`;
}

const switchNames: Record<Switch, { off: string; on: string; icon: Markup }> = {
  kudos: {
    off: 'Leave kudos',
    on: 'Kudos left',
    icon: html`<path d="M12 20.3 4.2 12.6a4.9 4.9 0 0 1 0-7 5 5 0 0 1 7 0l.8.8.8-.8a5 5 0 0 1 7 0 4.9 4.9 0 0 1 0 7z"/>`,
  },
  bookmark: { off: 'Bookmark', on: 'Bookmarked', icon: html`<path d="M6 3.5h12v17l-6-4.4-6 4.4z"/>` },
  follow: {
    off: 'Follow the story',
    on: 'Following',
    icon: html`<path d="M12 3a6 6 0 0 0-6 6v4.2L4.2 17h15.6L18 13.2V9a6 6 0 0 0-6-6zM10 19.5a2 2 0 0 0 4 0"/>`,
  },
};

function feedbackSection({ story, n, feedback }: StoryView): Markup {
  return html`<section class="feedback" id="feedback" data-part="feedback" aria-labelledby="feedback-heading">
<h2 id="feedback-heading">Did you like it?</h2>
<div class="switches">
${switchForm(story, n, 'kudos', feedback.kudos)}
${switchForm(story, n, 'bookmark', feedback.bookmark)}
${switchForm(story, n, 'follow', feedback.follow)}
</div>
${ratingForm(story, n, feedback)}
<p class="status" role="status"></p>
</section>`;
}

function switchForm(story: Story, n: number, act: Switch, on: boolean): Markup {
  const { off, on: done, icon } = switchNames[act];
  return html`<form method="post" action="/stories/${story.id}/feedback/${act}">
<input type="hidden" name="chapter" value="${n}">
<input type="hidden" name="on" value="${String(!on)}">
<button class="switch" type="submit" data-act="${act}" aria-pressed="${String(on)}" data-off="${off}" data-on="${done}">
<svg class="switch-icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">${icon}</svg><span>${on ? done : off}</span></button>
</form>`;
}

function ratingForm(story: Story, n: number, { stars }: Feedback): Markup {
  return html`<form class="rating" method="post" action="/stories/${story.id}/feedback/rating" data-act="rating">
<input type="hidden" name="chapter" value="${n}">
<fieldset>
<legend>Your rating</legend>
<div class="stars">
${([1, 2, 3, 4, 5] as const).map(
  (value) =>
    html`<label><input type="radio" name="stars" value="${value}" ${value === stars ? html`checked` : ''}><svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true"><path d="m12 2.8 2.9 6 6.5.9-4.7 4.6 1.1 6.5-5.8-3.1-5.8 3.1 1.1-6.5L2.6 9.7l6.5-.9z"/></svg><span class="unseen">${counted(value, 'star')}</span></label>`,
)}
</div>
</fieldset>
<noscript><button class="button quiet" type="submit">Rate</button></noscript>
<button class="plain" type="submit" name="on" value="false" data-act="unrate" ${stars === null ? html`hidden` : ''}>Take my rating back</button>
</form>`;
}
