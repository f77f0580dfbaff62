import { expect, type Page } from '@playwright/test';
import { defaultWritingSettings, type WritingSettings } from '../../extension/writing/writing-settings.ts';
import { type EditorName, editorPage } from '../conformance/editors/editors.ts';
import '../conformance/editors/under-test.ts';
import { type EndpointServer, openEndpointServer } from './endpoint-server.ts';
import { ao3Url, type Choices, openReader, type Reader, temporaryFolder } from './fixtures.ts';

/** A writer's browser with suggestions on, and a server of the writer's choice to suggest. */
export interface WritersDesk {
  readonly reader: Reader;
  readonly endpoint: EndpointServer;
  close(): Promise<void>;
}

export async function openWritersDesk(choices: Choices): Promise<WritersDesk> {
  const folder = await temporaryFolder();
  const endpoint = await openEndpointServer();
  const reader = await openReader(folder.path);
  await reader.agree({ ...choices, suggestions: true });
  return {
    reader,
    endpoint,
    async close() {
      await reader.close();
      await endpoint.close();
      await folder.remove();
    },
  };
}

/** Where an editor is found on a story site: TinyMCE and the plain field on AO3, the others on a forum of XenForo. */
const editorUrl = (name: EditorName): string =>
  name === 'tinymce' || name === 'textarea'
    ? ao3Url('/works/new')
    : `https://forums.spacebattles.com/forums/original-fiction.48/post-thread?editor=${name}`;

/** Serves the editor's page under its site's real host. */
export async function openEditor(reader: Reader, name: EditorName, extra = ''): Promise<Page> {
  const html = await editorPage(name, extra);
  const page = await reader.context.newPage();
  await page.route(`${new URL(editorUrl(name)).origin}/**`, (route) =>
    route.request().resourceType() === 'document' && route.request().frame() === page.mainFrame()
      ? route.fulfill({ contentType: 'text/html; charset=utf-8', body: html })
      : route.fulfill({ status: 404, body: '' }),
  );
  await page.goto(editorUrl(name));
  await page.waitForFunction(() => window.underTest !== undefined);
  // Until the extension's script is there, nobody listens.
  await expect(async () => {
    await page.evaluate(() => window.underTest?.focus());
    await page.mouse.click(600, 5);
    await page.evaluate(() => window.underTest?.focus());
    await expect(page.locator('prompttale-chip')).toBeAttached({ timeout: 700 });
  }).toPass({ timeout: 20_000 });
  return page;
}

export const textOf = (page: Page): Promise<string> =>
  page.evaluate(() => (window.underTest?.text() ?? '').replace(/\u00a0/g, ' '));

export async function fill(page: Page, text: string): Promise<void> {
  await page.evaluate((content) => {
    window.underTest?.fill(content);
    window.underTest?.focus();
  }, text);
  // Editors that work in frames of their own follow a moment later.
  await page.waitForTimeout(60);
}

/** The suggestion that is shown, without its key; null where none is. */
export async function shownGhost(page: Page): Promise<string | null> {
  const ghost = page.locator('prompttale-ghost [part=ghost]');
  if ((await ghost.count()) === 0 || !(await ghost.isVisible())) return null;
  return ghost.locator('span').textContent();
}

export const waitForGhost = (page: Page, text: string): Promise<void> =>
  expect.poll(() => shownGhost(page), { timeout: 10_000 }).toBe(text);

export const waitForNoGhost = (page: Page): Promise<void> =>
  expect.poll(() => shownGhost(page), { timeout: 5_000 }).toBeNull();

export const writeSettings = (reader: Reader, settings: Partial<WritingSettings>): Promise<void> =>
  reader.set('writing', { ...defaultWritingSettings, ...settings });
