import { expect, test } from '@playwright/test';
import { savedMarkup } from '../conformance/saved-page.ts';
import type { EndpointServer } from './endpoint-server.ts';
import { giveKudos, type Reader, serveAo3 } from './fixtures.ts';
import {
  fill,
  openEditor,
  openWritersDesk,
  textOf,
  type WritersDesk,
  writeSettings,
} from './writing-desk.ts';

/** The writing panel and its settings, as a writer meets them who has read a few stories before. */
let reader: Reader;
let endpoint: EndpointServer;
let desk: WritersDesk | undefined;

test.beforeAll(async () => {
  desk = await openWritersDesk({
    sites: ['Archive of Our Own', 'SpaceBattles, Sufficient Velocity and sister forums'],
    writing: true,
  });
  ({ reader, endpoint } = desk);
});
test.afterAll(() => desk?.close());

const CALM = 'She went down to the harbour in the early light and looked for the boat that was not there. ';
const LOUD = '“Run!” he cried. “Run! Run now!” “Where?” she screamed. “Away! Away from here!” ';

test('says that it knows nothing of the writer’s taste before anything was read', async () => {
  const panel = await reader.own('sidepanel.html');
  await panel.getByLabel('The text').fill(CALM.repeat(30));
  await panel.getByRole('button', { name: 'Look at it' }).click();
  await expect(panel.getByText('Nothing is known of your taste yet')).toBeVisible();
  await panel.close();
});

test('draws the appeal along a draft, tells versions apart or says that it cannot, and portrays the style', async () => {
  const paths = [1, 2, 3, 4, 5].map((number) => `/works/70012${number}`);
  await serveAo3(
    reader.context,
    Object.fromEntries(
      paths.map((path) => [path, savedMarkup('ao3/one-shot.html').replaceAll('7001234', path.slice(7))]),
    ),
  );
  await giveKudos(reader, paths);
  const popup = await reader.own('popup.html');
  await popup.getByRole('button', { name: 'Learn now' }).click();
  await expect.poll(async () => (await reader.rows('personal')).length, { timeout: 60_000 }).toBe(1);
  await popup.close();

  const page = await openEditor(reader, 'textarea');
  await fill(page, CALM.repeat(30) + LOUD.repeat(30));
  const panel = await reader.own('sidepanel.html');
  await panel.getByRole('button', { name: 'Take it from the page' }).click();
  await expect(panel.getByText(/^Taken from “A chapter in textarea”: \d+ words\.$/)).toBeVisible();
  await panel.getByLabel(/^Another version/).fill(LOUD.repeat(60));
  await panel.getByRole('button', { name: 'Look at it' }).click();
  await expect(panel.getByRole('heading', { name: 'This version' })).toBeVisible({ timeout: 30_000 });
  await expect(panel.getByRole('img', { name: /^Appeal along the draft, \d+ passages/ })).toHaveCount(2);
  await expect(panel.getByText(/likely to be enjoyed more|cannot be told apart/).first()).toBeVisible();
  await expect(panel.getByRole('heading', { name: 'How it is written' })).toBeVisible();
  await panel.getByText('All passages in figures').first().click();
  await expect(panel.getByRole('row').nth(1)).toContainText('%');
  await panel.close();
  await page.close();
});

test('suggests texts for a readership, and puts the one that is chosen at the caret', async () => {
  const answers = ['A gull cried.', 'The rain came in.', 'Nobody answered her.', 'It was late.'];
  endpoint.answer((_, count) => ({ is: 'text', text: answers[count % answers.length] ?? '' }));
  await writeSettings(reader, { engine: { is: 'endpoint', url: endpoint.url, model: 'test' }, pause: 5_000 });
  const page = await openEditor(reader, 'textarea');
  await fill(page, CALM);
  const panel = await reader.own('sidepanel.html');
  await panel.getByRole('button', { name: 'Take it from the page' }).click();
  await panel.getByLabel('For whom').selectOption('romance');
  await panel.getByRole('button', { name: 'Suggest texts' }).click();
  const texts = panel.locator('ol > li');
  await expect(texts).toHaveCount(4, { timeout: 20_000 });
  await expect(panel.getByText('Suggested by a machine')).toBeVisible();
  expect(endpoint.asked.at(-1)).toBe(CALM);
  const chosen = (await texts.first().locator('blockquote').textContent()) ?? '';
  await texts.first().getByRole('button', { name: 'Insert at the caret' }).click();
  await expect(panel.getByText('Inserted.')).toBeVisible();
  expect(await textOf(page)).toBe(CALM + chosen);
  // What was passed over for it is remembered as numbers, for the ranking.
  await expect.poll(() => reader.rows('takenSuggestions')).toMatchObject([{ site: 'ao3', chosen: 0 }]);
  await panel.close();
  await page.close();
});

for (const name of ['textarea', 'contenteditable'] as const) {
  test(`rewrites what is selected, and puts it in its place (${name})`, async () => {
    endpoint.answer(() => ({ is: 'text', text: 'The tower was dark.' }));
    await writeSettings(reader, {
      engine: { is: 'endpoint', url: endpoint.url, model: 'test' },
      pause: 5_000,
    });
    const page = await openEditor(reader, name);
    await fill(page, 'It was night. The lamp was out. She came.');
    for (const key of ['Home', ...Array.from({ length: 14 }, () => 'ArrowRight')])
      await page.keyboard.press(key);
    for (let letter = 0; letter < 17; letter++) await page.keyboard.press('Shift+ArrowRight');
    const panel = await reader.own('sidepanel.html');
    await panel.getByRole('button', { name: 'Take it from the page' }).click();
    await panel.getByRole('radio', { name: 'Rewrite what is selected' }).check();
    await panel.getByRole('button', { name: 'Suggest texts' }).click();
    await panel.getByRole('button', { name: 'Put it in the place of what is selected' }).first().click();
    await expect(panel.getByText('Inserted.')).toBeVisible();
    expect(endpoint.asked.at(-1)).toContain('The passage:\nThe lamp was out.');
    await expect.poll(() => textOf(page)).toBe('It was night. The tower was dark. She came.');
    await panel.close();
    await page.close();
  });
}

test('writes on by the model of the device, offline', async () => {
  await writeSettings(reader, {});
  const panel = await reader.own('sidepanel.html');
  await panel.getByLabel('The text').fill(CALM.repeat(4));
  await panel.getByRole('button', { name: 'Suggest texts' }).click();
  await expect(panel.locator('ol > li').first()).toBeVisible({ timeout: 30_000 });
  await expect(panel.getByText('short and modest texts')).toBeVisible();
  await panel.close();
});

test('keeps the endpoint’s key on the device, and tries an endpoint before it is used', async () => {
  endpoint.answer(() => ({ is: 'text', text: 'princess' }));
  const options = await reader.own('options.html#writing');
  await options.getByRole('radio', { name: /^A server of your own choice/ }).check();
  await options.getByRole('textbox', { name: 'Address' }).fill('nonsense');
  await options.getByRole('textbox', { name: 'Model' }).fill('test');
  await options.getByRole('button', { name: 'Use it' }).click();
  await options.getByRole('textbox', { name: 'Address' }).fill(endpoint.url);
  await options.getByRole('textbox', { name: /^Key/ }).fill('sk-very-secret');
  await options.getByRole('button', { name: 'Use it' }).click();
  await expect(options.getByText('It answered: “princess”')).toBeVisible({ timeout: 10_000 });
  expect(endpoint.keys.at(-1)).toBe('Bearer sk-very-secret');
  await options.goto(options.url().replace('#writing', '#data'));
  const download = options.waitForEvent('download');
  await options.getByRole('button', { name: /export|JSON/i }).click();
  const stream = await (await download).createReadStream();
  let exported = '';
  for await (const chunk of stream) exported += String(chunk);
  expect(exported).not.toContain('sk-very-secret');
  await options.close();
});

test('forgets a draft, for once or for good', async () => {
  await writeSettings(reader, { pause: 150 });
  const page = await openEditor(reader, 'textarea');
  await fill(page, '');
  await page.keyboard.type('She wrote and wrote until the lamp went out and the morning came in.', {
    delay: 3,
  });
  await expect.poll(async () => (await reader.rows('writings')).length, { timeout: 15_000 }).toBe(1);
  const options = await reader.own('options.html#writing');
  await expect(options.getByText('archiveofourown.org/works/new')).toBeVisible();
  await options.getByRole('button', { name: 'Forget, and never learn from it' }).click();
  await expect.poll(async () => (await reader.rows('writings')).length).toBe(0);
  await page.bringToFront();
  await page.evaluate(() => window.underTest?.focus());
  await page.keyboard.type(' And then she wrote some more of it, and more, and more.', { delay: 3 });
  await page.waitForTimeout(6_000);
  expect(await reader.rows('writings')).toEqual([]);
  await options.getByRole('button', { name: 'Learn from it again' }).click();
  await expect(options.getByRole('button', { name: 'Learn from it again' })).not.toBeVisible();
  await options.close();
  await page.close();
});
