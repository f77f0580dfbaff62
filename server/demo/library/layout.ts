import { html } from 'hono/html';

/** Markup whose values are already escaped; what the `html` tag makes. */
export type Markup = ReturnType<typeof html>;

export interface PageFrame {
  /** For the window's title; the site's name is added. */
  title: string;
  /** Which entry of the navigation the page belongs to. */
  section?: 'read' | 'shelf' | 'write' | 'about';
  /** Script modules of `assets/` the page needs. */
  scripts?: readonly string[];
  /** The `<main>` element. */
  main: Markup;
  /** Attribution of what the page shows, in the footer. */
  footer?: Markup;
}

/** A whole page round its `<main>`. */
export function page(frame: PageFrame): Markup {
  const entry = (section: PageFrame['section'], href: string, text: string): Markup =>
    html`<li><a class="entry" href="${href}" ${section === frame.section ? html`aria-current="page"` : ''}>${text}</a></li>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${frame.title} · ${SITE_NAME}</title>
<link rel="icon" href="/assets/lamp.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/library.css">
${(frame.scripts ?? []).map((script) => html`<script type="module" src="/assets/${script}"></script>`)}
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="masthead">
<div class="wide">
<a class="brand" href="/"><img src="/assets/lamp.svg" alt="" width="28" height="28"><span>${SITE_NAME}</span></a>
<nav aria-label="Site"><ul>
${entry('read', '/', 'Read')}
${entry('shelf', '/shelf', 'Shelf')}
${entry('write', '/write', 'Write')}
${entry('about', '/about', 'About')}
</ul></nav>
</div>
</header>
${frame.main}
<footer class="colophon">
<div class="wide">
${frame.footer ?? ''}
<p>Every story here is by someone: public-domain fiction, and pieces of the
<a href="https://scp-wiki.wikidot.com/" rel="noopener">SCP Wiki</a> by their authors under
<a href="https://creativecommons.org/licenses/by-sa/3.0/" rel="license noopener">CC BY-SA 3.0</a>.
<a href="/about#attribution">Authors, sources and licences</a>.</p>
</div>
</footer>
</body>
</html>`;
}

/** A page that says what went wrong and where to go from there. */
export function errorPage(title: string, explanation: string): Markup {
  return page({
    title,
    main: html`<main id="content" class="narrow notice" data-page="error">
<h1>${title}</h1>
<p>${explanation}</p>
<p><a class="button" href="/">Back to the stories</a></p>
</main>`,
  });
}

/** A count with its unit, e.g. `1 chapter`, `1,204 words`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `12345` → `12,345`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

const SITE_NAME = 'Lamplight';
