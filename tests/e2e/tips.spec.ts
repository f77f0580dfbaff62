import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { devAccount } from '../../contracts/dev-accounts.ts';
import { savedMarkup } from '../conformance/saved-page.ts';
import { openReader, type Reader, serveAo3, temporaryFolder } from './fixtures.ts';
import { type InjectedWallet, injectWallet } from './injected-wallet.ts';
import { startTaleStack, TALE, type TaleStack } from './tale-stack.ts';

const WORK = '/works/7001234/chapters/9002';
const PROFILE = 'https://archiveofourown.org/users/marlowe_tide/profile';
const SUMMARY = 'A lamp goes missing every night, and Ilse goes looking for the hand that takes it.';

/** From a writer's signed line to TALE that a reader gave them, in their own wallets. */
test.describe
  .serial('tips for writers', () => {
    const writer = devAccount('reader').address;
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let tale: TaleStack;
    let reader: Reader;
    let wallet: InjectedWallet;
    let story: Page;
    let line = '';

    const opened = async (act: () => Promise<void>): Promise<Page> => {
      const opening = reader.context.waitForEvent('page');
      await act();
      return opening;
    };
    /** The work as it is published with these words under its summary, and the popup over it. */
    const popupOverWorkWith = async (words: string): Promise<Page> => {
      const html = savedMarkup('ao3/chapter.html').replace(SUMMARY, `${SUMMARY}</p><p>${words}`);
      await serveAo3(reader.context, { [WORK]: html });
      await story.goto(`https://archiveofourown.org${WORK}`);
      return reader.popupOver(story);
    };

    test.beforeAll(async () => {
      folder = await temporaryFolder();
      tale = await startTaleStack(folder.path);
      reader = await openReader(join(folder.path, 'profile'));
      wallet = await injectWallet(reader.context, tale.stack.chain.url, 'reader');
      await reader.agree({
        sites: ['Archive of Our Own'],
        writing: true,
        suggestions: true,
        server: tale.stack.server.url,
      });
      story = await reader.context.newPage();
    });
    test.afterAll(async () => {
      await reader?.close();
      await tale?.stop();
      await folder?.remove();
    });

    test('a writer makes their line on the server’s page, with their own wallet', async () => {
      const options = await reader.own('options.html#writing');
      const page = await opened(() => options.getByRole('button', { name: 'Make your line' }).click());
      await options.close();
      const sign = page.getByRole('button', { name: 'Sign with Test Wallet' });
      await page.getByLabel('Address of your profile').fill('https://example.net/me');
      await sign.click();
      await expect(page.getByRole('status')).toContainText('This is no profile’s address');
      await page.getByLabel('Address of your profile').fill(PROFILE);
      await sign.click();
      await expect(page.getByRole('status')).toContainText(
        'Signed for archiveofourown.org/users/marlowe_tide.',
      );
      line = await page.getByRole('textbox', { name: 'Your line' }).inputValue();
      expect(line).toContain(`PrompTale tips: ${writer} 0x`);
      expect(wallet.asked).not.toContain('eth_sendTransaction');
      await page.screenshot({ path: 'out/browser-tests/tip-line.png', fullPage: true });
      await page.close();
    });

    test('nobody is shown to take tips who did not sign for their own pages', async () => {
      const others = line.replace(writer, devAccount('relayer').address);
      for (const words of ['Tips are welcome.', others]) {
        const popup = await popupOverWorkWith(words);
        await expect(popup.getByRole('switch', { name: /Archive of Our Own/ })).toBeChecked();
        await popup.waitForTimeout(1_000);
        await expect(popup.getByRole('button', { name: 'Tip' })).toBeHidden();
        await popup.close();
      }
    });

    test('a reader of the story tips its writer from the popup, with a wallet of their own', async () => {
      const popup = await popupOverWorkWith(line);
      await expect(popup.getByText('marlowe_tide takes tips in TALE.')).toBeVisible();
      await popup.screenshot({ path: 'out/browser-tests/tip-popup.png' });
      const page = await opened(() => popup.getByRole('button', { name: 'Tip' }).click());
      await popup.close();
      await expect(page.getByText(writer)).toBeVisible();
      await expect(page.getByRole('link', { name: 'archiveofourown.org/users/marlowe_tide' })).toBeVisible();
      const give = page.getByRole('button', { name: 'Tip with Test Wallet' });
      const outcome = page.getByRole('status');

      wallet.account = 'proposer';
      await page.getByLabel('How much, in TALE').fill('2.5');
      await give.click();
      await expect(outcome).toContainText('This account holds 0 TALE, less than that.');

      wallet.account = 'treasury';
      wallet.declines = true;
      await give.click();
      await expect(outcome).toContainText('You declined it in your wallet.');
      expect(await tale.balanceOf(writer)).toBe(0n);

      wallet.declines = false;
      await give.click();
      await expect(outcome).toContainText(
        /2\.5 TALE went to archiveofourown\.org\/users\/marlowe_tide, in block \d+\./,
        { timeout: 15_000 },
      );
      await page.screenshot({ path: 'out/browser-tests/tip-page.png', fullPage: true });
      expect(await tale.balanceOf(writer)).toBe((5n * TALE) / 2n);
      // Whom somebody tips is told to the chain, and not to the server: it stands in the fragment.
      expect(new URL(page.url()).search).toBe('');
      await page.close();
    });

    test('the page takes no address that its line was not signed for', async () => {
      const page = await reader.context.newPage();
      await page.goto(`${tale.stack.server.url}/tip#7b7d`);
      await expect(page.getByRole('status')).toContainText('This address holds no signed line of a writer.');
      await expect(page.getByRole('button')).toHaveCount(0);
      await page.close();
    });
  });
