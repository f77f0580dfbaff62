import { serve } from '@hono/node-server';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { findChromium } from '../../server/demo/browser.ts';
import { leaves } from '../../server/store/schema.ts';
import { frameFor, newContributor } from '../../server/testing/contributors.ts';
import { startTestServer, type TestServer } from '../../server/testing/test-server.ts';
import { soundByDayAndNight } from './sound-by-day-and-night.ts';

/** Rounds before the browser looks; all of them and one more are replayed in it. A hundred in `npm run test:full`. */
const ROUNDS = process.env['FULL'] === undefined ? 3 : 99;

/** The server's public page in a browser that knows nothing: what an auditor sees who trusts nobody. */
test.describe
  .serial('the observatory', () => {
    let server: TestServer;
    let listener: ReturnType<typeof serve>;
    let url: string;
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];

    test.beforeAll(async () => {
      server = await startTestServer({ PROBE_PACK: 'server/demo/probe-pack.json' });
      const port = await new Promise<number>((resolve) => {
        listener = serve({ fetch: server.app.fetch, port: 0, hostname: '127.0.0.1' }, (info) =>
          resolve(info.port),
        );
      });
      url = `http://127.0.0.1:${port}`;
      test.setTimeout(1_200_000);
      for (let round = 0; round < ROUNDS; round++) {
        const open = await server.client.call('round.current', { task: 'taste' });
        const tampered = await frameFor(await newContributor(server.client), open, { norm: 5 });
        await server.client.submit(tampered).catch(() => undefined);
        await server.finishRound();
      }
      browser = await chromium.launch({
        executablePath: (await findChromium()) ?? '',
        chromiumSandbox: process.getuid?.() !== 0,
      });
      page = await browser.newPage({ viewport: { width: 390, height: 800 } });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(url);
    });
    test.afterAll(async () => {
      await browser?.close();
      listener?.close();
      await server?.stop();
    });

    test('shows rounds, quality, influence and refusals as tables and as charts, on a phone too', async () => {
      await expect(page.getByRole('heading', { name: 'Rounds', exact: true })).toBeVisible();
      await expect(page.getByRole('img', { name: /Loss of the probe panel/ })).toBeVisible();
      await expect(page.getByRole('img', { name: /Lorenz curve/ })).toBeVisible();
      await expect(page.getByRole('region', { name: 'What was refused' })).toContainText('NORM_EXCEEDED');
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    });

    test('brings in what happens while it is open', async () => {
      await server.finishRound();
      await expect(page.getByText(`Under way: taste, round ${ROUNDS + 2}`)).toBeVisible({ timeout: 15_000 });
    });

    test('finds a round, sees that it stands in the signed tree, and computes it again to the bit', async () => {
      await page.getByLabel(/A leaf’s number/).fill('round 3');
      await page.getByRole('button', { name: 'Search' }).click();
      await expect(
        page.getByText('It stands in the tree that the log key signed', { exact: false }),
      ).toBeVisible();
      await page.getByRole('button', { name: 'Replay round 3 in this browser' }).click();
      await expect(page.getByText('the same model to the bit', { exact: false })).toBeVisible({
        timeout: 60_000,
      });
    });

    test('verifies the whole log in the browser, and finds a weight that was changed in the store', async () => {
      const verify = page.getByRole('button', { name: 'Verify everything in this browser' });
      await verify.click();
      test.setTimeout(1_200_000);
      await expect(
        page.getByText(`${ROUNDS + 1} of ${ROUNDS + 1} rounds computed again to the bit`, { exact: false }),
      ).toBeVisible({ timeout: 500_000 });
      const stored = await server.engine.db.select().from(leaves);
      const round = stored.find(({ leaf }) => leaf.includes('"round":2'));
      const changed = round?.leaf.replace(/"weights":\[0\.\d/, '"weights":[0.9') ?? '';
      expect(changed).not.toBe(round?.leaf);
      await server.engine.db
        .update(leaves)
        .set({ leaf: changed })
        .where(eq(leaves.index, round?.index ?? -1));
      await verify.click();
      await expect(page.getByText('The log does not hold', { exact: false })).toBeVisible({
        timeout: 500_000,
      });
    });

    test('has nothing that axe calls serious, by day and by night, nor have the pages for wallets', async () => {
      test.setTimeout(120_000);
      for (const path of ['/', '/claim', '/tip', `/tip#${'7b7d'}`, '/wishes']) {
        const other = await browser.newPage({ viewport: { width: 390, height: 800 } });
        await other.goto(`${url}${path}`);
        await expect(other.getByRole('heading', { level: 1 })).toBeVisible();
        await soundByDayAndNight(other);
        expect(await other.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
        await other.close();
      }
    });

    test('was never complained of by the browser', () => {
      expect(complaints).toEqual([]);
    });
  });
