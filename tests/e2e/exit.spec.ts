import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { savedMarkup } from '../conformance/saved-page.ts';
import { giveKudos, openReader, type Reader, serveAo3, temporaryFolder } from './fixtures.ts';
import { startTaleStack, TALE, type TaleStack } from './tale-stack.ts';

const STORIES = ['/works/101', '/works/102', '/works/103'];
const PASSPHRASE = 'a lamp on the stairs';

/** Somebody without a wallet, whose server ends for good before anything was claimed. */
test.describe
  .serial('a reward that outlives its server', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let tale: TaleStack;
    let reader: Reader;
    let options: Page;
    let address: string;

    const claim = async (passphrase = PASSPHRASE): Promise<void> => {
      await options.getByLabel('Passphrase of the wallet made here').fill(passphrase);
      await options.getByRole('button', { name: 'Claim from the wallet made here' }).click();
    };

    test.beforeAll(async () => {
      test.setTimeout(120_000);
      folder = await temporaryFolder();
      tale = await startTaleStack(folder.path, { EXIT_EPOCHS: '1' });
      reader = await openReader(join(folder.path, 'profile'));
      await serveAo3(
        reader.context,
        Object.fromEntries(STORIES.map((path) => [path, savedMarkup('ao3/one-shot.html')])),
      );
      await reader.agree({ sites: ['Archive of Our Own'], server: tale.stack.server.url });
      await giveKudos(reader, STORIES);
    });
    test.afterAll(async () => {
      await reader?.close();
      await tale?.stop();
      await folder?.remove();
    });

    test('is earned, and bound to a wallet made in the browser', async () => {
      const popup = await reader.own('popup.html');
      const section = popup.getByRole('region', { name: 'TALE' });
      await tale.endEpoch();
      await popup.getByRole('button', { name: 'Learn now' }).click();
      await expect(section).toContainText('1 round is not valued yet.', { timeout: 45_000 });
      await tale.earn(12n);
      await popup.reload();
      await section.getByRole('button', { name: 'Choose a payout address' }).click();
      await section.getByRole('button', { name: 'No wallet? Make one in this browser' }).click();
      await section.getByLabel('Passphrase of the wallet made here').fill(PASSPHRASE);
      await section.getByLabel('Once more').fill(PASSPHRASE);
      await section.getByRole('button', { name: 'Make a wallet', exact: true }).click();
      await expect(section.getByPlaceholder('0x…')).toHaveValue(/^0x[0-9a-fA-F]{40}$/, { timeout: 20_000 });
      address = await section.getByPlaceholder('0x…').inputValue();
      await popup.screenshot({ path: 'out/browser-tests/own-wallet.png' });
      await section.getByRole('button', { name: 'Use this address' }).click();
      await expect(section).toContainText('Yours. A voucher is fetched when you claim.');
      await popup.close();
    });

    test('has a proof on the device once the server’s root is made', async () => {
      test.setTimeout(120_000);
      await expect
        .poll(
          async () => {
            // Opening the popup asks the server what is new.
            const popup = await reader.own('popup.html');
            await popup.waitForTimeout(2_000);
            await popup.close();
            return JSON.stringify(await reader.rows('settings'));
          },
          { timeout: 90_000 },
        )
        .toMatch(/"proof":\{"chainId"/);
      options = await reader.own('options.html#wallet');
      await expect(options.getByText(/Proof: \d+\.\d\d TALE in all, through epoch \d+\./)).toBeVisible();
    });

    test('is paid from the browser when the server is gone, once the root stands', async () => {
      test.setTimeout(180_000);
      const stateOfRoot = async () =>
        (await tale.stack.server.engine.db.query.exitRoots.findMany()).map(({ state }) => state);
      await expect.poll(stateOfRoot, { timeout: 60_000 }).toEqual(['proposed']);
      await tale.pass(48 * 3600);
      // The server lives to see its root stand, and no longer.
      await expect.poll(stateOfRoot, { timeout: 60_000 }).toContain('active');
      await tale.stack.server.stop();

      await claim('not the passphrase');
      await expect(options.getByText('That is not the passphrase. Nothing was sent.')).toBeVisible({
        timeout: 20_000,
      });
      await claim();
      await expect(options.getByText('The wallet made here cannot pay the network’s fee.')).toBeVisible({
        timeout: 20_000,
      });
      await tale.fund(address);
      await claim();
      // What the one contribution was worth to the panel may have come on top.
      await expect(options.getByRole('status').filter({ hasText: 'TALE' }).last()).toContainText(
        /\d+\.\d\d TALE were paid\./,
        { timeout: 40_000 },
      );
      await options.screenshot({ path: 'out/browser-tests/without-server.png', fullPage: true });
      expect(await tale.balanceOf(address)).toBeGreaterThanOrEqual(12n * TALE);
    });

    test('is paid once, however often it is claimed', async () => {
      const before = await tale.balanceOf(address);
      await claim();
      await expect(options.getByText('All of this was paid before.')).toBeVisible({ timeout: 20_000 });
      expect(await tale.balanceOf(address)).toBe(before);
    });
  });
