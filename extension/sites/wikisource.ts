import { asLine, find, findAll, labelsOf, lineOf } from './fields.ts';
import { editorOf } from './pages.ts';
import { defineSite, type PageContext, type StoryPage } from './site.ts';
import { storyOf } from './story-recipe.ts';

/** Wikisource in any language. A work is a page, its chapters are pages below it. */
export const wikisource = defineSite({
  id: 'wikisource',

  recognise({ pathname, searchParams }) {
    const action = searchParams.get('action');
    if (action === 'edit' || action === 'submit') return 'editor';
    if (action !== null && action !== 'view') return null;
    const page = pageName(pathname) ?? searchParams.get('title');
    // Names before a colon are of other spaces (Author:, Index:, Page:), unless a space follows: that is a title.
    if (page === null || page === '' || /^[^/\s_]+:(?![\s_])/.test(page) || MAIN_PAGE.test(page)) return null;
    return 'story';
  },

  read(context) {
    const { kind, document, health } = context;
    if (kind === 'editor')
      return editorOf(findAll(document, ['textarea#wpTextbox1', '.ve-ce-documentNode']), health);
    return readWork(context);
  },
});

const MAIN_PAGE = /^(?:Main[_ ]Page|Hauptseite|Accueil|Portada)$/;

const work = {
  text: ['.mw-parser-output .prp-pages-output', '#mw-content-text .mw-parser-output', '#mw-content-text'],
  notText: [
    '.ws-noexport',
    '.noprint',
    '.wst-header',
    '#headerContainer',
    '#navigationHeader',
    '.mw-references-wrap',
    'ol.references',
    'sup.reference',
    '.mw-editsection',
    '.pagenum',
    '.ws-pagenum',
    '.licenseContainer',
    '.licensetpl',
    '#toc',
    '.toc',
    '.printfooter',
    '.catlinks',
  ],
  author: [
    '#ws-author',
    '.ws-author',
    '#header-author-text a',
    '.wst-header-author',
    '#header_author_text',
    'a[title^="Author:"]',
  ],
  tags: ['#mw-normal-catlinks ul a'],
  next: ['#headernext a', '.wst-header-next a', '#nextlink a', 'link[rel="next"]'],
  head: ['#firstHeading', 'h1'],
} as const;

function readWork(context: PageContext): StoryPage | null {
  const { document, url } = context;
  const page = pageName(url.pathname) ?? url.searchParams.get('title') ?? '';
  const [root = '', ...below] = page.replace(/_/g, ' ').split('/');
  const language = url.hostname.split('.')[0] ?? '';
  const lang = language === 'wikisource' || language === 'www' ? null : language;
  const title = lineOf(
    find(document, [
      '#ws-title',
      '.ws-title',
      '.wst-header-title-text',
      '#header-title-text',
      '#header_title_text',
    ]),
  );
  // Author and year may stand in the same cell as the name.
  return storyOf(context, work, {
    workId: root === '' ? null : `${lang ?? 'mul'}:${root}`.slice(0, 200),
    facts: {
      chapterId: asLine(below.join('/'))?.slice(0, 200) ?? null,
      title: title ?? asLine(root),
      chapterTitle: asLine(below.at(-1)),
      author: authorOf(document),
      tags: labelsOf(findAll(document, work.tags)),
      language: asLine(find(document, ['.mw-parser-output'])?.getAttribute('lang')) ?? lang,
      status: 'complete',
    },
  });
}

/** `by Mary Shelley` */
function authorOf(document: Document): string | null {
  return asLine(lineOf(find(document, work.author))?.replace(/^by\s+/i, ''));
}

/** What follows `/wiki/`, decoded; null elsewhere and where it cannot be. */
function pageName(pathname: string): string | null {
  const written = /^\/wiki\/(.+)$/.exec(pathname)?.[1];
  return written === undefined ? null : decodeURIComponent(written);
}

/*
Test URLs
https://en.wikisource.org/wiki/The_Gift_of_the_Magi
https://en.wikisource.org/wiki/Frankenstein,_or_the_Modern_Prometheus_(Revised_Edition,_1831)/Chapter_1
https://de.wikisource.org/wiki/Der_Sandmann
*/
