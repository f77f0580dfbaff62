import { html } from 'hono/html';
import { counted, type Markup, page } from './layout.ts';
import type { Library } from './story.ts';
import { attribution, storyAddress } from './story-facts.ts';

/** Where the texts come from, what may be done with them, and what the site keeps of its visitors. */
export function aboutPageMarkup(library: Library): Markup {
  const words = library.stories.reduce((sum, story) => sum + story.words, 0);
  return page({
    title: 'About',
    section: 'about',
    main: html`<main id="content" class="narrow about" data-page="about">
<h1>About this library</h1>
<p>A small shelf of ${counted(library.stories.length, 'story', 'stories')} and ${counted(words, 'word')}, kept so that
people can try PrompTale on a story site of their own machine. The stories are real; none was written to fill a page.</p>
<h2>Where the texts come from</h2>
<p><strong>Classic fiction</strong> is in the public domain: novels by authors long dead, shown as excerpts and cut into
parts of a comfortable length. Tags, audience and the division into parts are ours.</p>
<p><strong>SCP Foundation</strong> pieces come from the <a href="https://scp-wiki.wikidot.com/" rel="noopener">SCP
Wiki</a>, where a community of writers shares one world. Each belongs to its author and is used under
<a href="https://creativecommons.org/licenses/by-sa/3.0/" rel="license noopener">Creative Commons
Attribution-ShareAlike 3.0</a>; you may copy and adapt it if you name its author and share under the same terms. Tags
and votes are the wiki's. Images, captions and the furniture of the wiki's pages were left out; the words were not
changed.</p>
<h2>What the numbers are</h2>
<p>Words and chapters are counted; SCP Wiki votes are the wiki's own score on the day the texts were gathered. Kudos,
hits, bookmarks and comments are <strong>demonstration values</strong>, made up so that the pages look as a story site's
do; kudos and bookmarks of visitors here are added to them.</p>
<h2>What is kept of you</h2>
<p>Nothing, until you leave kudos, a bookmark, a follow or a rating. Then a cookie with a random number is set, so that
what you left can be shown to you and taken back. Drafts stay in your browser.</p>
<h2 id="attribution">Authors, sources and licences</h2>
<ul class="credits">
${library.stories.map(
  (story) =>
    html`<li><a href="${storyAddress(story)}">${story.title}</a> by ${story.author}. <span>${attribution(story)}</span></li>`,
)}
</ul>
</main>`,
  });
}
