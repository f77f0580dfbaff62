import { describe, expect, it } from 'vitest';
import { inspectPage } from './inspect-page.ts';

const chapter = 'https://archiveofourown.org/works/1/chapters/2';
const road = 'https://www.royalroad.com/fiction/1/a/chapter/2/b';

function archivePage(text: string, css = ''): string {
  return `<style>${css}</style><div id="workskin"><div class="preface"><h2 class="title heading">T</h2>
    <h3 class="byline heading"><a rel="author">a</a></h3></div>
    <div id="chapters"><div class="userstuff module" role="article">${text}</div></div></div>`;
}

function textOf(url: string, html: string): string {
  const { page } = inspectPage({ url, html });
  return page?.kind === 'story' ? page.text : '';
}

describe('inspect-page', () => {
  it('says what an adapter sees of a story', () => {
    const html = archivePage('<p>One two three.</p><p>Four.</p>');
    expect(inspectPage({ url: chapter, html })).toMatchObject({
      site: 'ao3',
      page: {
        kind: 'story',
        id: '1',
        title: 'T',
        author: 'a',
        words: 4,
        wordsShown: 4,
        text: 'One two three.\n\nFour.',
      },
    });
  });

  it('hides what the page’s own styles hide, by the cascade', () => {
    const css = `
      .a, #b { display: none } p.c { visibility: hidden } .d { position: absolute; left: -9999px }
      .e { display: none } p.e { display: block } .f { display: block !important } #f { display: none }
      @media print { .g { display: none } } @media (max-width: 600px) { .h { display: none } }
      @media screen and (min-width: 600px) { .i { display: none } }
      div > .j:not(.k) { font-size: 0 } .l { opacity: 0 } .m { height: 0; overflow: hidden }`;
    const html = archivePage(
      [
        ...'acdeghijlm'.split('').map((name) => `<p class="${name}">${name}</p>`),
        '<p id="b">b</p><p class="f" id="f">f</p><p class="j k">jk</p>',
        '<p style="display: none">inline</p><p hidden>attribute</p><p class="a" style="display: block">back</p>',
      ].join(''),
      css,
    );
    expect(textOf(chapter, html).split('\n\n')).toEqual(['e', 'g', 'h', 'f', 'jk', 'back']);
  });

  it('runs no script of the page and loads nothing', () => {
    const html = archivePage(
      '<p>Told.</p><script>document.body.textContent = "changed"</script><img src="https://x.invalid/a.png">',
    );
    expect(textOf(chapter, html)).toBe('Told.');
  });

  it('gives null and a note for a page that is not what its address promises', () => {
    for (const html of [
      '',
      '<p>Something else.</p>',
      '\u0000\u0001<<<>>>',
      archivePage(''),
      archivePage(' <p> </p>'),
    ]) {
      const { site, page, ...rest } = inspectPage({ url: chapter, html });
      expect({ site, page }).toEqual({ site: 'ao3', page: null });
      expect(
        'health' in rest && rest.health.some(({ field, essential }) => field === 'text' && essential),
      ).toBe(true);
    }
  });

  it('knows no site outside the web, and refuses what is no address', () => {
    expect(inspectPage({ url: 'file:///a.html', html: '' })).toEqual({ site: null, page: null, health: [] });
    expect(() => inspectPage({ url: 'not an address', html: '' })).toThrow(TypeError);
  });

  it('describes the works of a listing', () => {
    const html = `<li class="work blurb" id="work_9"><h4 class="heading"><a href="/works/9">Nine</a> by <a rel="author">n</a></h4>
      <ul class="tags"><li class="freeforms"><a class="tag">Fluff</a></li></ul>
      <dl class="stats"><dd class="words">1,000</dd><dd class="kudos">7</dd></dl></li>`;
    expect(inspectPage({ url: 'https://archiveofourown.org/tags/Fluff/works', html })).toMatchObject({
      page: {
        kind: 'listing',
        works: [
          { id: '9', title: 'Nine', author: 'n', tags: ['Fluff'], words: 1000, counters: { kudos: 7 } },
        ],
      },
    });
  });

  it('reads chapters of 2 MB with their thousands of planted paragraphs', () => {
    const line = 'The lamp burned low and nobody in the house had thought to trim it. ';
    const count = Math.ceil(2_000_000 / (line.length * 3 + 20));
    const body = Array.from(
      { length: count },
      (_, index) => `<p class="c${index}">${line.repeat(3)}</p>`,
    ).join('\n');
    const css = Array.from({ length: 200 }, (_, index) => `.c${index * 5} { display: none }`).join('\n');
    const html = `<style>${css}</style><h1 class="font-white">C</h1><div class="chapter-inner">${body}</div>`;
    const { page } = inspectPage({ url: road, html });
    expect(html.length).toBeGreaterThan(2_000_000);
    expect(page?.kind === 'story' && page.wordsShown).toBe((count - 200) * 42);
  });
});
