import { html } from 'hono/html';
import { type Markup, page } from './layout.ts';

/** The visitor's drafts. They live in the visitor's browser, so the page is filled there. */
export function draftsPageMarkup(): Markup {
  return page({
    title: 'Your drafts',
    section: 'write',
    scripts: ['drafts-page.js'],
    main: html`<main id="content" class="narrow drafts" data-page="drafts">
<div class="intro">
<h1>Your drafts</h1>
<p>Drafts stay in this browser. Nothing you write here is sent anywhere.</p>
</div>
<noscript><p class="callout">Drafts are kept by a script, and scripts are switched off.</p></noscript>
<p><a class="button" href="/write/new">Begin a new draft</a></p>
<ul class="draft-list" data-part="drafts" aria-label="Drafts"></ul>
<p class="empty" data-part="no-drafts" hidden>Nothing here yet.</p>
</main>`,
  });
}

/** The editor of one draft: a title, and the text either plain or rich. */
export function editorPageMarkup(draft: string): Markup {
  return page({
    title: 'Write',
    section: 'write',
    scripts: ['editor-page.js'],
    main: html`<main id="content" class="narrow editor" data-page="editor" data-draft-id="${draft}" data-mode="plain">
<h1 class="unseen">Write a story</h1>
<noscript><p class="callout">Drafts are kept by a script, and scripts are switched off: what you type here will be lost.</p></noscript>
<label class="unseen" for="draft-title">Title</label>
<input class="draft-title" id="draft-title" type="text" data-field="draft-title" name="title" placeholder="Untitled" maxlength="200" autocomplete="off">
<div class="toolbar">
<div class="segmented" role="group" aria-label="Kind of editor">
<button type="button" data-act="mode" data-value="plain" aria-pressed="true">Plain</button>
<button type="button" data-act="mode" data-value="rich" aria-pressed="false">Rich</button>
</div>
<div class="segmented marks" role="group" aria-label="Formatting" data-part="formatting" hidden>
<button type="button" data-act="bold" aria-label="Bold"><b>B</b></button>
<button type="button" data-act="italic" aria-label="Italic"><i>I</i></button>
</div>
<p class="tally"><span data-part="words">0 words</span> <span role="status" data-part="saved"></span></p>
</div>
<textarea class="page-of-text" data-editor="plain" name="text" aria-label="Story text" placeholder="Begin…" rows="18" spellcheck="true"></textarea>
<div class="page-of-text prose" data-editor="rich" contenteditable="true" role="textbox" aria-multiline="true" aria-label="Story text, rich" data-placeholder="Begin…" spellcheck="true" hidden></div>
<p><a href="/write">All drafts</a></p>
</main>`,
  });
}
