import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Hono } from 'hono';
import { JSDOM } from 'jsdom';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLibraryApp } from './app.ts';
import { fileStore, type LibraryStore, memoryStore } from './store.ts';
import { loadLibrary } from './story.ts';
import { chapterAddress, storyAddress } from './story-facts.ts';
import { makeLibrary } from './test-stories.ts';

const ORIGIN = 'http://localhost';
const library = loadLibrary();
const shipped = createLibraryApp({ store: memoryStore(), library });

async function documentAt(app: Hono, path: string, cookie = ''): Promise<Document> {
  const response = await app.request(path, { headers: { cookie } });
  expect(response.status, path).toBe(200);
  return new JSDOM(await response.text()).window.document;
}

function press(app: Hono, act: string, fields: Record<string, string>, cookie = '', story = '901') {
  return app.request(`/stories/${story}/feedback/${act}`, {
    method: 'POST',
    headers: { origin: ORIGIN, accept: 'application/json', cookie },
    body: new URLSearchParams(fields),
  });
}

const cookieOf = (response: Response): string =>
  (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
const textOf = (root: ParentNode, selector: string): string | undefined =>
  root.querySelector(selector)?.textContent?.trim();

describe('a story page', () => {
  it('is there for every chapter shipped, with its text, author, licence and source', async () => {
    for (const story of library.stories) {
      for (const [index, chapter] of story.chapters.entries()) {
        const page = await documentAt(shipped, chapterAddress(story, index + 1));
        const main = page.querySelector('main[data-page="story"]');
        expect(main?.getAttribute('data-work-id')).toBe(story.id);
        expect(main?.getAttribute('data-chapter-id')).toBe(chapter.id);
        expect(textOf(page, '[data-field="author"]')).toBe(story.author);
        const shown = page.querySelectorAll('article[data-field="text"] > :is(p, hr)');
        expect(shown.length).toBe(chapter.paragraphs.length);
        expect(page.querySelector('a[data-field="licence"]')?.getAttribute('href')).toBe(story.licence.url);
        expect(page.querySelector('a[data-field="source"]')?.getAttribute('href') ?? null).toBe(
          story.source.url,
        );
        expect(textOf(page, '[data-field="attribution"]')).toContain(story.source.attribution);
      }
    }
  }, 60_000);

  it('leads from chapter to chapter and no further', async () => {
    const story = library.stories.find(({ chapters }) => chapters.length > 2);
    if (story === undefined) throw new Error('no story has three chapters');
    let page = await documentAt(shipped, storyAddress(story));
    expect(page.querySelector('[data-nav="previous"]')).toBeNull();
    for (let n = 2; n <= story.chapters.length; n += 1) {
      page = await documentAt(shipped, page.querySelector('[data-nav="next"]')?.getAttribute('href') ?? '');
      expect(page.querySelector('main')?.getAttribute('data-chapter-id')).toBe(`${story.id}-${n}`);
    }
    expect(page.querySelector('[data-nav="next"]')).toBeNull();
    expect(page.querySelector('[data-nav="previous"]')).not.toBeNull();
  });

  it('shows hostile text as text', async () => {
    const evil = `</title><script>alert(1)</script><img src=x onerror='x'>"&'`;
    const app = createLibraryApp({
      store: memoryStore(),
      library: makeLibrary({
        title: evil,
        author: evil,
        summary: evil,
        tags: [evil],
        fandom: evil,
        warnings: [evil],
        chapters: [{ id: '901-1', title: evil, paragraphs: [evil, evil] }],
        source: { url: 'https://example.org/?a="><script>', attribution: evil },
      }),
    });
    for (const path of [
      '/',
      '/stories/901/a-story',
      '/about',
      `/tags/${encodeURIComponent(evil)}`,
      `/?q=${encodeURIComponent(evil)}`,
    ]) {
      const page = await documentAt(app, path);
      expect(page.querySelector('img[onerror]'), path).toBeNull();
      const scripts = [...page.querySelectorAll('script')];
      expect(
        scripts.every((script) => script.src !== '' && script.textContent === ''),
        path,
      ).toBe(true);
    }
    const page = await documentAt(app, '/stories/901/a-story');
    expect(textOf(page, 'h1[data-field="title"]')).toBe(evil);
    expect(page.querySelector('article[data-field="text"] > p')?.textContent).toBe(evil);
    expect(page.querySelector('a[data-field="tag"]')?.getAttribute('href')).toBe(
      `/tags/${encodeURIComponent(evil)}`,
    );
  });

  it('draws a scene break as a rule', async () => {
    const app = createLibraryApp({
      store: memoryStore(),
      library: makeLibrary({
        chapters: [{ id: '901-1', title: null, paragraphs: ['Before.', '* * *', 'After.'] }],
      }),
    });
    const page = await documentAt(app, '/stories/901/a-story');
    const tags = [...(page.querySelector('article[data-field="text"]')?.children ?? [])].map(
      ({ tagName }) => tagName,
    );
    expect(tags).toEqual(['P', 'HR', 'P']);
  });

  it.each([
    '/stories/901',
    '/stories/901/wrong',
    '/stories/901/wrong/chapters/1',
    '/stories/901/a-story/chapters/1',
  ])('is found from %s by a redirect to its one address', async (path) => {
    const app = createLibraryApp({ store: memoryStore(), library: makeLibrary({}) });
    const response = await app.request(path);
    expect(response.status).toBe(301);
    expect(response.headers.get('location')).toBe('/stories/901/a-story');
  });
});

describe('the listing', () => {
  it('leads to every story over its pages, once each', async () => {
    const met: string[] = [];
    for (let path: string | null = '/'; path !== null; ) {
      const page: Document = await documentAt(shipped, path);
      for (const item of page.querySelectorAll('li[data-work]'))
        met.push(item.getAttribute('data-work') ?? '');
      path = page.querySelector('[data-nav="next"]')?.getAttribute('href') ?? null;
    }
    expect(met.toSorted()).toEqual(library.stories.map(({ id }) => id).toSorted());
  });

  it('states of each story what its own page states', async () => {
    const item = (await documentAt(shipped, '/')).querySelector('li[data-work]');
    const page = await documentAt(
      shipped,
      item?.querySelector('a[data-field="title"]')?.getAttribute('href') ?? '',
    );
    const head = page.querySelector('header[data-part="head"]');
    if (item === null || head === null) throw new Error('nothing is listed');
    for (const field of [
      'title',
      'author',
      'fandom',
      'rating',
      'language',
      'status',
      'summary',
      'words',
      'kudos',
      'hits',
    ]) {
      expect(textOf(head, `[data-field="${field}"]`), field).toBe(textOf(item, `[data-field="${field}"]`));
    }
    const tags = (root: ParentNode) =>
      [...root.querySelectorAll('a[data-field="tag"]')].map((tag) => tag.textContent);
    expect(tags(head)).toEqual(tags(item));
  });

  it('filters by tag', async () => {
    const app = createLibraryApp({
      store: memoryStore(),
      library: makeLibrary({ tags: ['sea & sky', 'quiet'] }, { tags: ['quiet'] }, { tags: ['loud/fast?'] }),
    });
    const works = async (path: string) =>
      [...(await documentAt(app, path)).querySelectorAll('li[data-work]')].map((item) =>
        item.getAttribute('data-work'),
      );
    expect(await works('/tags/quiet')).toEqual(['901', '902']);
    expect(await works('/tags/sea%20%26%20sky')).toEqual(['901']);
    expect(await works('/tags/loud%2Ffast%3F')).toEqual(['903']);
    expect((await app.request('/tags/unheard-of')).status).toBe(404);
  });

  it('gives attribution for what it lists', async () => {
    const page = await documentAt(shipped, '/?q=SCP+Foundation');
    const sources = page.querySelectorAll('footer a[data-field="licence"]');
    expect(sources.length).toBe(page.querySelectorAll('li[data-work]').length);
  });
});

describe('feedback', () => {
  const library = makeLibrary({}, {});
  const make = (store: LibraryStore = memoryStore()) => createLibraryApp({ store, library });

  it.each(['kudos', 'bookmark', 'follow'])('%s goes on, is shown, and comes off again', async (act) => {
    const app = make();
    const on = await press(app, act, { on: 'true' });
    const cookie = cookieOf(on);
    const pressed = async () =>
      (await documentAt(app, '/stories/901/a-story', cookie))
        .querySelector(`button[data-act="${act}"]`)
        ?.getAttribute('aria-pressed');
    expect(await on.json()).toMatchObject({ feedback: { [act]: true } });
    expect(await pressed()).toBe('true');
    expect(await (await press(app, act, { on: 'false' }, cookie)).json()).toMatchObject({
      feedback: { [act]: false },
    });
    expect(await pressed()).toBe('false');
  });

  it('counts a visitor once, however often they press', async () => {
    const app = make();
    const cookie = cookieOf(await press(app, 'kudos', { on: 'true' }));
    await press(app, 'kudos', { on: 'true' }, cookie);
    const answer = await press(app, 'kudos', { on: 'true' }, cookie);
    expect(await answer.json()).toMatchObject({ counters: { kudos: 11, bookmarks: 5 } });
    const page = await documentAt(app, '/');
    expect(page.querySelector('li[data-work="901"] data[data-field="kudos"]')?.getAttribute('value')).toBe(
      '11',
    );
  });

  it('keeps a rating of 1 to 5 stars until it is taken back', async () => {
    const app = make();
    const cookie = cookieOf(await press(app, 'rating', { stars: '4' }));
    const checked = async () =>
      (await documentAt(app, '/stories/901/a-story', cookie))
        .querySelector('form[data-act="rating"] input[checked]')
        ?.getAttribute('value');
    expect(await checked()).toBe('4');
    await press(app, 'rating', { stars: '2' }, cookie);
    expect(await checked()).toBe('2');
    // What a browser sends when the button is pressed while a star is chosen.
    await press(app, 'rating', { stars: '2', on: 'false' }, cookie);
    expect(await checked()).toBeUndefined();
  });

  it('works as a plain form, back to the chapter it stood under', async () => {
    const app = createLibraryApp({
      store: memoryStore(),
      library: makeLibrary({
        chapters: [1, 2].map((n) => ({ id: `901-${n}`, title: `Part ${n}`, paragraphs: ['Words.'] })),
      }),
    });
    const response = await app.request('/stories/901/feedback/kudos', {
      method: 'POST',
      headers: { origin: ORIGIN },
      body: new URLSearchParams({ on: 'true', chapter: '2' }),
    });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/stories/901/a-story/chapters/2#feedback');
  });

  it('is each visitor’s own, under a cookie no script can read and nobody can guess', async () => {
    const app = make();
    const first = await press(app, 'bookmark', { on: 'true' });
    expect(first.headers.get('set-cookie')).toMatch(
      /^demo_library_visitor=[0-9a-f]{64};.*HttpOnly.*SameSite=Lax/,
    );
    const second = await press(app, 'kudos', { on: 'true' });
    expect(cookieOf(second)).not.toBe(cookieOf(first));
    const shelf = await documentAt(app, '/shelf', cookieOf(second));
    expect(textOf(shelf, 'li[data-work="901"] .yours')).toBe('kudos left');
    expect((await documentAt(app, '/shelf')).querySelector('li[data-work]')).toBeNull();
  });

  it('gives a visitor with a cookie of their own making a new one', async () => {
    const app = make();
    const response = await press(app, 'kudos', { on: 'true' }, 'demo_library_visitor=me');
    expect(cookieOf(response)).toMatch(/=[0-9a-f]{64}$/);
  });

  it('sets no cookie on those who only read', async () => {
    for (const path of ['/', '/stories/901/a-story', '/shelf', '/write/one']) {
      expect((await make().request(path)).headers.get('set-cookie')).toBeNull();
    }
  });

  it('survives a restart, and its file lets nobody act as the visitor', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'library-app-'));
    try {
      const path = join(folder, 'feedback.json');
      const before = await fileStore(path);
      const response = await press(make(before), 'follow', { on: 'true' });
      await before.close();
      const cookie = cookieOf(response);
      const page = await documentAt(make(await fileStore(path)), '/stories/901/a-story', cookie);
      expect(page.querySelector('button[data-act="follow"]')?.getAttribute('aria-pressed')).toBe('true');
      expect(readFileSync(path, 'utf8')).not.toContain(cookie.split('=')[1]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what is not there', () => {
  it.each([
    '/nothing',
    '/stories/1/a-story',
    '/stories/__proto__/a-story',
    '/stories/101/routine/chapters/0',
    '/stories/101/routine/chapters/2',
    '/stories/101/routine/chapters/99999999999',
    '/stories/101/routine/chapters/1e0',
    '/?page=99',
    '/tags/%E0%A4%A',
    '/tags/..%2F..%2Fetc',
    '/assets/..%2Fapp.ts',
    '/assets/secret.js',
    '/write/UPPER',
    `/write/${'a'.repeat(41)}`,
  ])('%s is 404, with a page', async (path) => {
    const response = await shipped.request(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('data-page="error"');
  });
});

describe('what makes no sense', () => {
  it.each([
    '/?page=0',
    '/?page=-1',
    '/?page=one',
    '/?sort=magic',
    `/?q=${'x'.repeat(101)}`,
    '/tags/tale?page=1.5',
  ])('%s is 400', async (path) => {
    expect((await shipped.request(path)).status).toBe(400);
  });

  it.each<[string, Record<string, string>]>([
    ['kudos', {}],
    ['kudos', { on: 'maybe' }],
    ['rating', { stars: '0' }],
    ['rating', { stars: '6' }],
    ['rating', { stars: '3.5' }],
    ['rating', { on: 'true' }],
    ['curse', { on: 'true' }],
    ['__proto__', { on: 'true' }],
  ])('feedback %s with %o is 400 and records nothing', async (act, fields) => {
    const app = createLibraryApp({ store: memoryStore(), library: makeLibrary({}) });
    const response = await press(app, act, fields);
    expect(response.status).toBe(400);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await response.json()).toHaveProperty('error');
  });

  it('feedback on a story that is not there is 404', async () => {
    expect((await press(shipped, 'kudos', { on: 'true' }, '', '1')).status).toBe(404);
  });

  it.each([
    ['JSON', 'application/json', '{"on":"true"}'],
    ['a broken multipart', 'multipart/form-data; boundary=x', '--y'],
    ['nothing', 'application/x-www-form-urlencoded', ''],
  ])('a body that is %s is 400', async (_, type, body) => {
    const response = await shipped.request('/stories/101/feedback/kudos', {
      method: 'POST',
      headers: { origin: ORIGIN, 'content-type': type },
      body,
    });
    expect(response.status).toBe(400);
  });

  it('a body beyond all measure is 413', async () => {
    expect((await press(shipped, 'kudos', { on: 'true', more: 'x'.repeat(5000) }, '', '101')).status).toBe(
      413,
    );
  });

  it('a form posted from another site is refused', async () => {
    for (const origin of ['https://evil.example', 'null']) {
      const response = await shipped.request('/stories/101/feedback/kudos', {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ on: 'true' }),
      });
      expect(response.status).toBe(403);
    }
  });

  it('never breaks the server, whatever the address, query, form and cookie', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          '/',
          '/tags/',
          '/stories/',
          '/stories/101/',
          '/write/',
          '/assets/',
          '/stories/101/routine/chapters/',
        ),
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.string({ unit: 'binary', maxLength: 40 }),
        async (prefix, rest, value) => {
          const encoded = encodeURIComponent(rest);
          const query = encodeURIComponent(value);
          const path = `${prefix}${encoded}?q=${query}&page=${query}&sort=${query}`;
          const read = await shipped.request(path, { headers: { cookie: `demo_library_visitor=${query}` } });
          expect(read.status).toBeLessThan(500);
          const wrote = await press(shipped, encoded, { on: value, stars: value, [rest]: value }, '', '101');
          expect(wrote.status).toBeLessThan(500);
        },
      ),
    );
  });
});

describe('a store that fails', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('is told as 503, in the form the visitor asked for', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const store: LibraryStore = {
      ...memoryStore(),
      record: () => Promise.reject(new Error('the disk is full')),
    };
    const app = createLibraryApp({ store, library: makeLibrary({}) });
    const response = await press(app, 'kudos', { on: 'true' });
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ error: expect.stringContaining('Nothing was changed') });
  });
});

describe('every answer', () => {
  const paths = [
    '/',
    '/stories/101/routine',
    '/write',
    '/write/one',
    '/about',
    '/shelf',
    '/nothing',
    '/assets/library.css',
  ];

  it.each(paths)('%s allows no inline script, no frame and no index', async (path) => {
    const { headers } = await shipped.request(path);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'/,
    );
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
  });

  it.each(paths.filter((path) => !path.startsWith('/assets')))(
    '%s holds no inline script or style',
    async (path) => {
      const page = new JSDOM(await (await shipped.request(path)).text()).window.document;
      expect(page.querySelectorAll('script:not([src]), style, [style], [onclick]')).toHaveLength(0);
      expect(page.querySelectorAll('main')).toHaveLength(1);
      expect(page.querySelectorAll('h1')).toHaveLength(1);
      expect(page.querySelector('meta[name="robots"]')?.getAttribute('content')).toContain('noindex');
    },
  );

  it('answers HEAD as GET without the body, and 304 to one who has the page', async () => {
    const got = await shipped.request('/about');
    const head = await shipped.request('/about', { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    const tag = got.headers.get('etag') ?? '';
    expect(tag).not.toBe('');
    expect((await shipped.request('/about', { headers: { 'if-none-match': tag } })).status).toBe(304);
  });

  it('has every script, style and image its pages name', async () => {
    for (const path of ['/', '/stories/101/routine', '/write', '/write/one']) {
      const page = await documentAt(shipped, path);
      for (const element of page.querySelectorAll('script[src], link[href], img[src]')) {
        const address = element.getAttribute('src') ?? element.getAttribute('href') ?? '';
        expect((await shipped.request(address)).status, address).toBe(200);
      }
    }
  });
});

describe('writing', () => {
  it('has a page for a new draft at an address of its own each time', async () => {
    const [one, two] = await Promise.all([shipped.request('/write/new'), shipped.request('/write/new')]);
    expect(one.status).toBe(303);
    expect(one.headers.get('location')).toMatch(/^\/write\/[a-z0-9]+$/);
    expect(one.headers.get('location')).not.toBe(two.headers.get('location'));
  });

  it('has the editors that README.md promises, one of them shown', async () => {
    const page = await documentAt(shipped, '/write/one');
    const main = page.querySelector('main[data-page="editor"]');
    expect(main?.getAttribute('data-draft-id')).toBe('one');
    expect(main?.getAttribute('data-mode')).toBe('plain');
    expect(page.querySelector('input[data-field="draft-title"]')).not.toBeNull();
    expect(page.querySelector('textarea[data-editor="plain"]')?.hasAttribute('hidden')).toBe(false);
    expect(
      page.querySelector('div[data-editor="rich"][contenteditable="true"]')?.hasAttribute('hidden'),
    ).toBe(true);
  });
});
