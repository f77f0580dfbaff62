import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { etag } from 'hono/etag';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { aboutPageMarkup } from './about-page.ts';
import { assetOf } from './assets.ts';
import { commonTags, listingPage, listingQuerySchema } from './catalogue.ts';
import { feedbackChange } from './feedback-form.ts';
import { errorPage } from './layout.ts';
import { listingPageMarkup } from './listing-page.ts';
import { shelfPageMarkup } from './shelf-page.ts';
import { type FeedbackTotals, type LibraryStore, NO_FEEDBACK } from './store.ts';
import { type Library, loadLibrary, type Story } from './story.ts';
import { chapterAddress } from './story-facts.ts';
import { storyPageMarkup } from './story-page.ts';
import { knownVisitor, visitor } from './visitor.ts';
import { draftsPageMarkup, editorPageMarkup } from './write-page.ts';

export interface LibraryAppOptions {
  store: LibraryStore;
  /** The stories; those of `content/` unless given. */
  library?: Library;
}

/**
 * The demo library as a Hono application.
 *
 * Throws `LibraryContentError` if a story file is wrong. Requests never do: what is not there is 404, what is not
 * understood 400, what cannot be kept 503, each with a page that says so.
 */
export function createLibraryApp({ store, library = loadLibrary() }: LibraryAppOptions): Hono {
  const app = new Hono();
  const tags = commonTags(library, 28);

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      // The library is served over plain HTTP on a person's own machine.
      strictTransportSecurity: false,
    }),
  );
  app.use(async (context, next) => {
    await next();
    context.header('X-Robots-Tag', 'noindex, nofollow');
    // Pages show what this visitor left; only the visitor's own browser may keep one, and must ask each time.
    if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', 'private, no-cache');
    context.header('Vary', 'Cookie', { append: true });
  });
  app.use(etag());
  app.use(csrf());

  app.get('/', (context) => listing(context, null));
  app.get('/tags/:tag', (context) => listing(context, context.req.param('tag')));

  async function listing(context: Context, tag: string | null): Promise<Response> {
    if (tag !== null && !library.tags.has(tag))
      return notFound(context, 'There is no such tag', 'No story here carries it.');
    const query = listingQuerySchema.safeParse(context.req.query());
    if (!query.success)
      return refused(context, 'The search, order or page asked for is not one the library knows.');
    const candidates =
      tag === null ? library.stories : library.stories.filter((story) => story.tags.includes(tag));
    const found = listingPage(candidates, query.data);
    if (found === null) return notFound(context, 'There is no such page', 'The list is shorter than that.');
    const totals = await totalsOf(found.stories);
    return context.html(
      listingPageMarkup({ tag, query: query.data, listing: found, totals, commonTags: tags }),
    );
  }

  app.get('/shelf', async (context) => {
    const reader = knownVisitor(context);
    const shelf = reader === null ? new Map() : await store.shelf(reader);
    const entries = [...shelf].reverse().flatMap(([id, feedback]) => {
      const story = library.byId.get(id);
      return story === undefined ? [] : [{ story, feedback }];
    });
    const totals = await totalsOf(entries.map(({ story }) => story));
    return context.html(shelfPageMarkup({ entries, totals }));
  });

  app.get('/stories/:id/:slug?', (context) => story(context, '1'));
  app.get('/stories/:id/:slug/chapters/:n', (context) => story(context, context.req.param('n')));

  async function story(context: Context, number: string): Promise<Response> {
    const found = library.byId.get(context.req.param('id') ?? '');
    const n = /^[1-9]\d{0,3}$/.test(number) ? Number(number) : 0;
    const chapter = found?.chapters[n - 1];
    if (found === undefined || chapter === undefined)
      return notFound(context, 'There is no such story', 'It may have been moved, or never written.');
    const address = chapterAddress(found, n);
    if (context.req.path !== address) return context.redirect(address, 301);
    const reader = knownVisitor(context);
    const feedback = reader === null ? NO_FEEDBACK : await store.feedback(reader, found.id);
    const totals = await store.totals(found.id);
    return context.html(storyPageMarkup({ story: found, n, chapter, feedback, totals }));
  }

  app.post(
    '/stories/:id/feedback/:act',
    bodyLimit({ maxSize: 4096, onError: (context) => refused(context, 'That is too much for a form.', 413) }),
    async (context) => {
      const found = library.byId.get(context.req.param('id'));
      if (found === undefined) return notFound(context, 'There is no such story', 'It cannot be rated.');
      const fields = await formFields(context);
      const change = fields && feedbackChange(context.req.param('act'), fields);
      if (fields === null || change === null)
        return refused(context, 'The form was not one the library sends.');
      const feedback = await store.record(visitor(context), found.id, change);
      if (!wantsJson(context)) return context.redirect(`${feedbackAddress(found, fields)}#feedback`, 303);
      const totals = await store.totals(found.id);
      return context.json({
        feedback,
        counters: {
          kudos: found.counters.kudos + totals.kudos,
          bookmarks: found.counters.bookmarks + totals.bookmarks,
        },
      });
    },
  );

  app.get('/write', (context) => context.html(draftsPageMarkup()));
  app.get('/write/new', (context) => {
    context.header('Cache-Control', 'no-store');
    return context.redirect(`/write/${randomBytes(8).toString('hex')}`, 303);
  });
  app.get('/write/:draft', (context) => {
    const draft = context.req.param('draft');
    if (!/^[a-z0-9-]{1,40}$/.test(draft))
      return notFound(context, 'There is no such draft', 'Its address is not one a draft can have.');
    return context.html(editorPageMarkup(draft));
  });

  app.get('/about', (context) => context.html(aboutPageMarkup(library)));
  app.get('/robots.txt', (context) => context.text('User-agent: *\nDisallow: /\n'));
  app.get('/assets/:name', (context) => {
    const asset = assetOf(context.req.param('name'));
    if (asset === undefined)
      return notFound(context, 'There is no such file', 'The page asked for too much.');
    return context.body(asset.text, 200, {
      'Content-Type': asset.type,
      'Cache-Control': 'public, no-cache',
    });
  });

  app.notFound((context) => notFound(context, 'There is no such page', 'The address leads nowhere.'));
  app.onError((error, context) => {
    if (error instanceof HTTPException && error.status < 500)
      return refused(context, 'The request came from another site, or was not complete.', error.status);
    console.error('demo library:', error);
    const explanation = 'The library could not keep or fetch what was asked. Nothing was changed; try again.';
    if (wantsJson(context)) return context.json({ error: explanation }, 503);
    return context.html(errorPage('Something is wrong here', explanation), 503);
  });

  async function totalsOf(stories: readonly Story[]): Promise<ReadonlyMap<string, FeedbackTotals>> {
    return new Map(await Promise.all(stories.map(async ({ id }) => [id, await store.totals(id)] as const)));
  }

  return app;
}

/** Back to the chapter the form stood under. */
function feedbackAddress(story: Story, fields: Record<string, unknown>): string {
  const chapter = Number(fields['chapter']);
  return chapterAddress(story, story.chapters[chapter - 1] === undefined ? 1 : chapter);
}

/** The fields of a posted form, or null if the body is none. */
async function formFields(context: Context): Promise<Record<string, unknown> | null> {
  try {
    return await context.req.parseBody();
  } catch {
    return null;
  }
}

function wantsJson(context: Context): boolean {
  return (context.req.header('Accept') ?? '').includes('application/json');
}

function notFound(context: Context, title: string, explanation: string): Response | Promise<Response> {
  if (wantsJson(context)) return context.json({ error: `${title}. ${explanation}` }, 404);
  return context.html(errorPage(title, explanation), 404);
}

function refused(
  context: Context,
  explanation: string,
  status: HTTPException['status'] = 400,
): Response | Promise<Response> {
  if (wantsJson(context)) return context.body(JSON.stringify({ error: explanation }), status, JSON_TYPE);
  return context.html(errorPage('That did not make sense here', explanation), status);
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
