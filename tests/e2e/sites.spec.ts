import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { z } from 'zod';
import { FALLBACK_SITE, siteById, sitesWithAdapter } from '../../extension/sites/registry.ts';
import type { Site } from '../../extension/sites/site.ts';
import { type StoryFacts, storyFactsSchema } from '../../shared/protocol/page.ts';
import { openPage, savedMarkup } from '../conformance/saved-page.ts';
import type { PageCase } from '../conformance/saved-pages/page-case.ts';
import { savedSites } from '../conformance/saved-pages/saved-sites.ts';
import { complaintsOf, leave, openReader, type Reader, temporaryFolder } from './fixtures.ts';

const storyRow = z.object({ key: z.string(), facts: storyFactsSchema, withText: z.boolean() });
const healthRow = z.object({
  key: z.literal('status:siteHealth'),
  value: z.object({ sites: z.record(z.string(), z.object({ opened: z.number(), unknown: z.number() })) }),
});

/**
 * Every saved page of every site under its real host name: the built extension, in a real browser, finds on it what the
 * adapter finds without one.
 */
test.describe('story sites', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let reader: Reader;
  let page: Page;
  let complaints: string[];
  let served = { url: '', html: '' };

  test.beforeAll(async () => {
    test.setTimeout(120_000);
    folder = await temporaryFolder();
    reader = await openReader(join(folder.path, 'profile'));
    await reader.context.route(/^https?:/, (route) =>
      route.request().url() === withoutHash(served.url)
        ? route.fulfill({ contentType: contentType(served.html), body: served.html })
        : route.fulfill({ status: 404, contentType: 'text/plain', body: 'not found' }),
    );
    await reader.agree({ sites: sitesWithAdapter.map(({ name }) => name), badges: true, writing: true });
    page = await reader.context.newPage();
    complaints = complaintsOf(page);
  });
  test.afterEach(() => expect(complaints).toEqual([]));
  test.afterAll(async () => {
    await reader?.close();
    await folder?.remove();
  });

  const healthOf = async (site: string): Promise<{ opened: number; unknown: number }> => {
    const rows = (await reader.rows('settings')).map((row) => healthRow.safeParse(row));
    const known = rows.find((row) => row.success)?.data?.value.sites[site];
    return { opened: known?.opened ?? 0, unknown: known?.unknown ?? 0 };
  };
  const stories = async (): Promise<Map<string, z.infer<typeof storyRow>>> =>
    new Map(
      z
        .array(storyRow)
        .parse(await reader.rows('stories'))
        .map((story) => [story.key, story]),
    );

  /** What the adapter makes of the page without a browser, as `promptale inspect-page` does. */
  const expectedOf = (site: Site, { url, html }: typeof served) => {
    const saved = openPage(url, html);
    return site.read(saved.url, saved.document, saved.styles).page;
  };

  const visit = async (site: Site, saved: PageCase): Promise<void> => {
    served = { url: new URL(saved.url).href, html: withoutScripts(savedMarkup(saved.file)) };
    // What the page before tells as it is left is on record then, and is not taken to be of this one.
    await leave(page);
    await page.waitForTimeout(300);
    await reader.empty('stories');
    const before = await healthOf(site.id);
    await page.goto(served.url);
    const expected = expectedOf(site, served);
    await expect
      .poll(() => healthOf(site.id))
      .toEqual({
        opened: before.opened + 1,
        unknown: before.unknown + (expected === null ? 1 : 0),
      });
    const works = new Map<string, StoryFacts>();
    if (expected?.kind === 'story') works.set(expected.facts.workId, expected.facts);
    if (expected?.kind === 'listing') for (const { facts } of expected.works) works.set(facts.workId, facts);
    await expect
      .poll(async () => [...(await stories()).keys()].sort())
      .toEqual([...works.keys()].map((id) => `${site.id}:${id}`).sort());
    for (const { facts } of (await stories()).values()) expect(facts).toEqual(works.get(facts.workId));
    if (expected?.kind === 'story') {
      await expect.poll(async () => [...(await stories()).values()][0]?.withText).toBe(true);
      await expect(page.locator('prompttale-badge')).toHaveCount(expected.head === null ? 0 : 1);
    }
    if (expected?.kind === 'listing') {
      const heads = new Set(expected.works.map(({ head }) => head)).size;
      await expect(page.locator('prompttale-badge')).toHaveCount(heads);
    }
  };

  for (const { site, pages } of savedSites.filter((saved) => saved.site.id !== FALLBACK_SITE)) {
    test(siteById(site.id)?.name ?? site.id, async () => {
      test.setTimeout(30_000 + 15_000 * pages.length);
      for (const saved of pages) await test.step(saved.file, () => visit(site, saved));
    });
  }

  test('any other site, once it is switched on in the popup', async () => {
    const fallback = savedSites.find(({ site }) => site.id === FALLBACK_SITE);
    if (fallback === undefined) throw new Error('there are no saved pages for the fallback');
    test.setTimeout(60_000);
    for (const saved of fallback.pages) {
      const { origin, hostname } = new URL(saved.url);
      served = { url: `${origin}/`, html: '<!doctype html><title>Home</title><p>Hello.</p>' };
      await page.goto(served.url);
      const popup = await reader.popupOver(page);
      const control = popup.getByRole('switch', { name: hostname });
      if (!(await control.isChecked())) await control.click();
      await expect(control).toBeChecked();
      await popup.close();
      await test.step(saved.file, () => visit(fallback.site, saved));
    }
  });
});

const withoutHash = (url: string): string => url.replace(/#.*/, '');

const withoutScripts = (html: string): string => html.replace(/<script\b[\s\S]*?<\/script>/gi, '');

function contentType(html: string): string {
  return html.startsWith('<?xml') ? 'application/xhtml+xml' : 'text/html; charset=utf-8';
}
