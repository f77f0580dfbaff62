import { serve } from '@hono/node-server';
import { expect, test } from '@playwright/test';
import { createLibraryApp } from '../../server/demo/library/app.ts';
import { memoryStore } from '../../server/demo/library/store.ts';
import { loadLibrary } from '../../server/demo/library/story.ts';
import type { EndpointServer } from './endpoint-server.ts';
import type { Reader } from './fixtures.ts';
import {
  fill,
  openEditor,
  openWritersDesk,
  shownGhost,
  textOf,
  type WritersDesk,
  waitForGhost,
  waitForNoGhost,
  writeSettings,
} from './writing-desk.ts';

/** A writer's browser: suggestions by the model on the device, what is learnt, and what is left alone. */
let reader: Reader;
let endpoint: EndpointServer;
let desk: WritersDesk | undefined;

test.beforeAll(async () => {
  desk = await openWritersDesk({
    sites: [
      'Archive of Our Own',
      'Royal Road',
      'Demo library',
      'SpaceBattles, Sufficient Velocity and sister forums',
    ],
    writing: true,
  });
  ({ reader, endpoint } = desk);
});
test.afterAll(() => desk?.close());

const useEndpoint = (model = 'test'): Promise<void> =>
  writeSettings(reader, { engine: { is: 'endpoint', url: endpoint.url, model }, pause: 120 });

const STORY =
  'She walked down to the harbour, where the boats lay in the mud like sleeping animals. Nobody had been here for years.';

test('the model on the device goes on as one writes, and learns from what was written as numbers alone', async () => {
  await writeSettings(reader, {});
  const page = await openEditor(reader, 'tinymce');
  await fill(page, STORY);
  await page.keyboard.type(' She did not want to go, but there was nothing e', { delay: 15 });
  await expect.poll(() => shownGhost(page), { timeout: 15_000 }).toMatch(/^lse/);
  await page.screenshot({ path: 'out/browser-tests/ghost-tinymce.png' });
  const ghost = (await shownGhost(page)) ?? '';
  await page.keyboard.press('Tab');
  await expect.poll(() => textOf(page)).toContain(`nothing e${ghost}`);
  await page.keyboard.type(' Mail zorblax@example.com or call 0171 2345678, said Quentaria.', { delay: 5 });
  await expect.poll(async () => (await reader.rows('writings')).length, { timeout: 15_000 }).toBe(1);
  const [row] = await reader.rows('writings');
  expect(row).toMatchObject({
    site: 'ao3',
    draft: expect.stringMatching(/^ao3:archiveofourown\.org\/works\/new#/),
  });
  const stored =
    JSON.stringify(await reader.rows('writings')) + JSON.stringify(await reader.rows('settings'));
  for (const secret of ['zorblax', 'Quentaria', '0171', '2345678', 'harbour', 'nothing']) {
    expect(stored).not.toContain(secret);
  }
  await page.close();
});

for (const [kind, frame] of [
  ['of its own address', '<iframe id="contentEditor_ifr" src="/frame"></iframe>'],
  ['without an address', '<iframe id="contentEditor_ifr"></iframe>'],
  ['with its content in an attribute', '<iframe id="contentEditor_ifr" srcdoc="<p></p>"></iframe>'],
] as const) {
  test(`a frame ${kind}, as Royal Road's editor may be, is written in as the page is`, async () => {
    await useEndpoint();
    endpoint.answer(() => ({ is: 'text', text: 'and so on' }));
    const page = await reader.context.newPage();
    await page.route('https://www.royalroad.com/**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body:
          new URL(route.request().url()).pathname === '/frame' ? '<p></p>' : `<h1>New chapter</h1>${frame}`,
      }),
    );
    await page.goto('https://www.royalroad.com/author-dashboard/chapters/new/1');
    const editor = page.frameLocator('#contentEditor_ifr').locator('body');
    await editor.evaluate((body) => {
      body.setAttribute('contenteditable', 'true');
      body.innerHTML = '<p>The night was dark.</p>';
    });
    await expect(async () => {
      await page.mouse.click(600, 600);
      await editor.click();
      await expect(page.locator('prompttale-chip')).toBeAttached({ timeout: 700 });
    }).toPass();
    await page.keyboard.press('End');
    await page.keyboard.type(' It was');
    await waitForGhost(page, ' and so on');
    await page.keyboard.press('Tab');
    await expect(editor).toHaveText('The night was dark. It was and so on');
    await page.close();
  });
}

test('the demo library’s two editors take suggestions by the model on the device', async () => {
  await writeSettings(reader, {});
  const library = createLibraryApp({ store: memoryStore(), library: loadLibrary() });
  const served = await new Promise<{ url: string; close(): void }>((resolve) => {
    const server = serve({ fetch: library.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({ url: `http://127.0.0.1:${port}`, close: () => server.close() }),
    );
  });
  const page = await reader.context.newPage();
  await page.goto(`${served.url}/write/one`);
  for (const mode of ['Plain', 'Rich']) {
    await page.getByRole('button', { name: mode, exact: true }).click();
    const field = page.locator(mode === 'Plain' ? 'textarea[data-editor]' : '[data-editor="rich"]');
    await expect(async () => {
      await page.mouse.click(5, 5);
      await field.click();
      await expect(page.locator('prompttale-chip')).toBeAttached({ timeout: 700 });
    }).toPass();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' She had never been there before, but she did not want to be alo', {
      delay: 10,
    });
    await expect.poll(() => shownGhost(page), { timeout: 15_000 }).toMatch(/^ne/);
    await page.keyboard.press('Tab');
    await expect
      .poll(() => (mode === 'Plain' ? field.inputValue() : field.textContent()))
      .toMatch(/to be alone/);
  }
  await page.close();
  served.close();
});

test('what keeps writing aids off has none, nor has a field that is not the story’s', async () => {
  await useEndpoint();
  endpoint.answer(() => ({ is: 'text', text: 'and so on' }));
  const page = await openEditor(
    reader,
    'textarea',
    '<textarea id="other">Elsewhere it was</textarea><input id="secret" type="password" value="Secret it was">',
  );
  const before = endpoint.asked.length;
  for (const field of ['#other', '#secret']) {
    await page.locator(field).focus();
    await page.keyboard.press('End');
    await page.keyboard.type(' quiet');
  }
  await page.locator('#content').evaluate((field) => field.setAttribute('data-gramm', 'false'));
  await page.locator('#content').focus();
  await page.keyboard.type('The night was');
  await page.waitForTimeout(600);
  expect(endpoint.asked.length).toBe(before);
  expect(await shownGhost(page)).toBeNull();
  await page.close();
});

test('one field can be switched off at its sign, and on again', async () => {
  await useEndpoint();
  endpoint.answer(() => ({ is: 'text', text: 'and so on' }));
  const page = await openEditor(reader, 'textarea');
  await fill(page, 'The night was dark.');
  await page.keyboard.type(' It was');
  await waitForGhost(page, ' and so on');
  const chip = page.locator('prompttale-chip');
  await chip.getByRole('button', { name: /^PrompTale/ }).click();
  await chip.getByRole('button', { name: 'Do not suggest in this field' }).click();
  // The caret stayed where it was.
  await page.keyboard.type(' and');
  await page.waitForTimeout(500);
  expect(await shownGhost(page)).toBeNull();
  expect(await textOf(page)).toBe('The night was dark. It was and');
  await chip.getByRole('button', { name: 'Suggest in this field' }).click();
  await page.keyboard.type(' so it was');
  await waitForGhost(page, ' and so on');
  await page.close();
});

test('Tab keeps its meaning in a list, where Alt and Enter take', async () => {
  await useEndpoint();
  endpoint.answer(() => ({ is: 'text', text: 'and so on' }));
  const page = await openEditor(reader, 'tinymce');
  await fill(page, 'First it was');
  await page.locator('button[aria-label^="Bullet list"], [data-mce-name="bullist"]').first().click();
  await page.evaluate(() => window.underTest?.focus());
  await page.keyboard.press('End');
  await page.keyboard.type(' dark');
  await waitForGhost(page, ' and so on');
  await page.keyboard.press('Alt+Enter');
  await expect.poll(() => textOf(page)).toBe('First it was dark and so on');
  await page.close();
});

test('a suggestion is told to who listens, with the key that takes it, and takes no focus', async () => {
  await useEndpoint();
  endpoint.answer(() => ({ is: 'text', text: 'and so on' }));
  const page = await openEditor(reader, 'textarea');
  await fill(page, 'The night was dark.');
  await page.keyboard.type(' It was');
  await waitForGhost(page, ' and so on');
  await expect(page.locator('prompttale-ghost [role=status]')).toHaveText(
    'Suggestion: and so on. Tab takes it, Escape sends it away.',
  );
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  await page.close();
});

test('beyond a text from right to left it stands on the left, and the other arrow takes a word', async () => {
  await useEndpoint('rtl');
  endpoint.answer(() => ({ is: 'text', text: 'אל הים הגדול' }));
  const page = await openEditor(reader, 'textarea');
  await page.locator('#content').evaluate((field) => field.setAttribute('dir', 'rtl'));
  await fill(page, 'היא הלכה');
  await page.keyboard.type(' לאט');
  await waitForGhost(page, ' אל הים הגדול');
  const [ghost, field] = await Promise.all([
    page.locator('prompttale-ghost [part=ghost]').boundingBox(),
    page.locator('#content').boundingBox(),
  ]);
  if (ghost === null || field === null) throw new Error('Both can be seen.');
  const middle = field.x + field.width / 2;
  expect(ghost.x).toBeGreaterThan(middle);
  expect(ghost.x + ghost.width).toBeLessThan(field.x + field.width - 40);
  await page.keyboard.press('Control+ArrowLeft');
  await expect.poll(() => textOf(page)).toBe('היא הלכה לאט אל');
  await page.close();
});

test('what an editor does not take is offered for copying, and the text is as it was', async () => {
  await useEndpoint('refused');
  endpoint.answer(() => ({ is: 'text', text: 'and so on' }));
  const page = await openEditor(reader, 'textarea');
  await page.locator('#content').evaluate((field) => field.setAttribute('maxlength', '30'));
  await fill(page, 'The night was dark.');
  await page.keyboard.type(' It was');
  await waitForGhost(page, ' and so on');
  // Typed along, so that a pause is about to end when the offer is made.
  await page.keyboard.type(' an');
  await page.keyboard.press('Tab');
  const offer = page.locator('prompttale-ghost').getByText('This editor did not take the text.').first();
  await expect(offer).toBeVisible();
  await page.waitForTimeout(700);
  await expect(offer).toBeVisible();
  expect(await textOf(page)).toBe('The night was dark. It was an');
  await page.locator('prompttale-ghost').getByRole('button', { name: 'Copy' }).click();
  const told = page.locator('prompttale-ghost').getByText('Copied. Paste it where you want it.').first();
  await expect(told).toBeVisible();
  await page.keyboard.type('d');
  await expect(told).toBeHidden();
  expect(await textOf(page)).toBe('The night was dark. It was and');
  await page.close();
});

test('the ghost follows its line when the page is scrolled, and hides when that is out of sight', async () => {
  await useEndpoint('scroll');
  endpoint.answer(() => ({ is: 'text', text: 'and so on' }));
  const page = await openEditor(reader, 'contenteditable', '<div style="height:3000px"></div>');
  await fill(page, 'The night was dark.');
  await page.keyboard.type(' It was');
  await waitForGhost(page, ' and so on');
  const ghost = page.locator('prompttale-ghost [part=ghost]');
  const before = await ghost.boundingBox();
  await page.mouse.move(400, 400);
  await page.mouse.wheel(0, 20);
  await expect.poll(async () => (before?.y ?? 0) - ((await ghost.boundingBox())?.y ?? 0)).toBeCloseTo(20, 0);
  await page.mouse.wheel(0, 1500);
  await expect(ghost).toBeHidden();
  await page.close();
});

test('an endpoint’s troubles are told at the sign and disturb nothing', async () => {
  const page = await openEditor(reader, 'textarea');
  const sign = page.locator('prompttale-chip button[aria-label^="PrompTale"]');
  const troubles = [
    [{ is: 'status', status: 401 }, /does not accept the key/],
    [{ is: 'status', status: 404 }, /knows no model/],
    [{ is: 'status', status: 429, retryAfter: 30 }, /too much to do/],
    [{ is: 'status', status: 500 }, /error 500/],
    [{ is: 'nonsense' }, /another way than OpenAI/],
  ] as const;
  for (const [at, [answer, told]] of troubles.entries()) {
    endpoint.answer(() => answer);
    // Other settings are another engine: the trouble of the one before is forgotten.
    await useEndpoint(`m${at}`);
    await fill(page, 'The night was dark.');
    await page.keyboard.type(' It was');
    await expect(sign).toHaveAttribute('aria-label', told);
    expect(await shownGhost(page)).toBeNull();
    expect(await textOf(page)).toBe('The night was dark. It was');
  }
  const asked = endpoint.asked.length;
  await page.keyboard.type(' and');
  await page.waitForTimeout(500);
  // What only the writer can change is not asked again and again.
  expect(endpoint.asked.length).toBe(asked);
  endpoint.answer(() => ({ is: 'text', text: 'and so on', whole: true }));
  await useEndpoint('whole');
  await page.keyboard.type(' then');
  await waitForGhost(page, ' and so on');
  await page.close();
});

test('a suggestion that comes too late for the text is not shown, and the one for the text is', async () => {
  endpoint.answer((asked) => ({
    is: 'text',
    text: asked.endsWith('not') ? 'so dark' : 'too late',
    delay: 600,
  }));
  await useEndpoint('late');
  const page = await openEditor(reader, 'textarea');
  await fill(page, 'The night was dark.');
  await page.keyboard.type(' It was');
  await page.waitForTimeout(300);
  await page.keyboard.type(' not');
  const seen = new Set<string | null>();
  await expect(async () => {
    seen.add(await shownGhost(page));
    expect(seen).toContain(' so dark');
  }).toPass({ intervals: [20], timeout: 10_000 });
  expect([...seen]).toEqual([null, ' so dark']);
  // Both were asked for.
  expect(endpoint.asked.slice(-4).some((asked) => asked.endsWith('It was'))).toBe(true);
  await page.close();
});

test('asking for another takes away what is shown, before the other comes', async () => {
  endpoint.answer(() => ({ is: 'text', text: 'so dark' }));
  await useEndpoint('another');
  const page = await openEditor(reader, 'textarea');
  await fill(page, 'The night was dark.');
  await page.keyboard.type(' It was');
  await waitForGhost(page, ' so dark');
  endpoint.answer(() => ({ is: 'text', text: 'so still', delay: 1_500 }));
  await page.keyboard.press('Alt+/');
  expect(await shownGhost(page)).toBeNull();
  // The key that takes a word is the page's meanwhile.
  await page.keyboard.press('Control+ArrowRight');
  expect(await textOf(page)).toBe('The night was dark. It was');
  await waitForGhost(page, ' so still');
  await page.close();
});

test('consent that is withdrawn ends everything on the open page, and what was learnt is gone', async () => {
  endpoint.answer(() => ({ is: 'text', text: 'and so on' }));
  await useEndpoint();
  const page = await openEditor(reader, 'textarea');
  await fill(page, 'The night was dark.');
  await page.keyboard.type(' It was');
  await waitForGhost(page, ' and so on');
  const options = await reader.own('options.html#sites');
  await options.getByRole('switch', { name: 'Writing', exact: true }).click();
  await options.getByRole('switch', { name: 'Suggest words while you write' }).click();
  await expect(page.locator('prompttale-chip')).not.toBeAttached();
  await waitForNoGhost(page);
  await expect.poll(async () => (await reader.rows('writings')).length).toBe(0);
  await options.close();
  await page.close();
});
