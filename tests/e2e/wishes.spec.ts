import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { serverClient } from '../../shared/protocol/server-client.ts';
import { auditServer } from '../../shared/replay/audit-server.ts';
import { openReader, type Reader, temporaryFolder } from './fixtures.ts';
import { type InjectedWallet, injectWallet } from './injected-wallet.ts';
import { startTaleStack, type TaleStack } from './tale-stack.ts';

/** From a holder's wallet to a tally in the log that anyone can count again. */
test.describe
  .serial('wishes of holders', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let tale: TaleStack;
    let reader: Reader;
    let wallet: InjectedWallet;

    test.beforeAll(async () => {
      folder = await temporaryFolder();
      tale = await startTaleStack(folder.path);
      reader = await openReader(join(folder.path, 'profile'));
      wallet = await injectWallet(reader.context, tale.stack.chain.url, 'reader');
      await reader.agree({ sites: ['Archive of Our Own'], server: tale.stack.server.url });
    });
    test.afterAll(async () => {
      await reader?.close();
      await tale?.stop();
      await folder?.remove();
    });

    test('are signed on the server’s page by an account that has TALE, which is delegated on the way', async () => {
      const options = await reader.own('options.html#wallet');
      const opening = reader.context.waitForEvent('page');
      await options.getByRole('button', { name: 'Say what you wish' }).click();
      const page = await opening;
      await options.close();
      await expect(page.getByText('No wishes have been counted yet.')).toBeVisible();
      await expect(page.getByRole('row', { name: /C, the norm every update is held to C = / })).toBeVisible();
      await page.getByLabel('Parameter', { exact: true }).selectOption('C, the norm every update is held to');
      await page.getByLabel('It should be').selectOption('lower');
      const sign = page.getByRole('button', { name: 'Sign with Test Wallet' });
      const outcome = page.getByRole('status');

      await sign.click();
      await expect(outcome).toContainText('This account holds 0 TALE.');
      wallet.account = 'treasury';
      await sign.click();
      await expect(outcome).toContainText('Your wish stands.', { timeout: 15_000 });
      expect(wallet.asked.filter((method) => method === 'eth_sendTransaction')).toHaveLength(1);
      // A voice once given is not asked for again.
      await page.getByLabel('Parameter', { exact: true }).selectOption('Aggregation rule');
      await page.getByLabel('It should be').selectOption('krum');
      await sign.click();
      await expect(outcome).toContainText('Your wish stands.');
      expect(wallet.asked.filter((method) => method === 'eth_sendTransaction')).toHaveLength(1);
      await page.close();
    });

    test('are counted when the epoch ends, shown, and hold before an auditor', async () => {
      test.setTimeout(90_000);
      await tale.endEpoch();
      const page = await reader.context.newPage();
      await expect
        .poll(
          async () => {
            await page.goto(`${tale.stack.server.url}/wishes`);
            return page.getByRole('row', { name: /C, the norm/ }).innerText();
          },
          { timeout: 60_000, intervals: [2_000] },
        )
        .toContain('lower 100 %');
      await expect(page.getByRole('row', { name: /Aggregation rule/ })).toContainText('krum 100 %');
      await page.screenshot({ path: 'out/browser-tests/wishes.png', fullPage: true });
      await page.close();
      const audit = await auditServer(serverClient(tale.stack.server.url, fetch));
      expect(audit.problems).toEqual([]);
      const { entries } = await serverClient(tale.stack.server.url, fetch).call('log.entries', {
        from: 0,
        count: 200,
      });
      const leaf = JSON.stringify(entries.map((entry) => entry.leaf).at(-1));
      expect(leaf).toContain('"type":"wishes"');
      // The wallet of one party, however much it holds, is one party.
      expect(leaf).toContain('"parties":1');
    });
  });
