import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { Wallet } from 'ethers';
import { z } from 'zod';
import { taleText } from '../../extension/wallet/amounts.ts';
import { serverClient } from '../../shared/protocol/server-client.ts';
import { voucherSchema } from '../../shared/protocol/voucher.ts';
import { savedMarkup } from '../conformance/saved-page.ts';
import type { Behaviour } from './door.ts';
import { giveKudos, openReader, type Reader, serveAo3, temporaryFolder } from './fixtures.ts';
import { injectWallet } from './injected-wallet.ts';
import { startTaleStack, TALE, type TaleStack } from './tale-stack.ts';

const STORIES = ['/works/101', '/works/102', '/works/103'];

/** What a contribution earns, on its way from a round to a balance. */
test.describe
  .serial('$TALE in the popup', () => {
    const address = Wallet.createRandom().address;
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let tale: TaleStack;
    let reader: Reader;
    let popup: Page;
    /** What the ledger owes in all, once all epochs that anything was valued in have closed. */
    let owed: bigint;

    const figure = (label: string) => section().locator('dl > div').filter({ hasText: label }).locator('dd');
    const section = (page = popup) => page.getByRole('region', { name: 'TALE' });
    const claimButton = (page = popup) => section(page).getByRole('button', { name: 'Claim', exact: true });

    const storedVoucher = async () =>
      z.object({ voucher: voucherSchema }).parse((await reader.rows('vouchers'))[0]);
    /** Has something earned, until the popup offers it. */
    const earnAndShow = async (amount: bigint): Promise<void> => {
      await tale.earn(amount);
      owed = await tale.owedTo(address);
      await popup.reload();
      await expect(figure('Credited')).toHaveText(`${amount}.00 TALE`, { timeout: 20_000 });
      await expect(claimButton()).toBeEnabled();
    };

    test.beforeAll(async () => {
      folder = await temporaryFolder();
      tale = await startTaleStack(folder.path);
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

    test('before the first contribution it is said how TALE comes about, and nothing can be claimed', async () => {
      popup = await reader.own('popup.html');
      await popup.setViewportSize({ width: 380, height: 900 });
      await expect(section()).toContainText('What a contribution was worth is told when its epoch ends.');
      await expect(claimButton()).toBeHidden();
    });

    test('what was contributed is pending until its epoch ends, and its worth is not told before', async () => {
      // A whole epoch lies ahead.
      await tale.endEpoch();
      await popup.getByRole('button', { name: 'Learn now' }).click();
      await expect(section()).toContainText('1 round is not valued yet.', { timeout: 45_000 });
      await expect(section()).toContainText(/The epoch ends .*\d/);
      await expect(claimButton()).toBeHidden();
    });

    test('what was earned is credited, and needs an address to be claimed', async () => {
      await tale.earn(12n);
      await popup.reload();
      await expect(section()).toContainText('Yours. Choose an address to be paid at.');
      await expect(claimButton()).toBeHidden();
      await section().getByRole('button', { name: 'Choose a payout address' }).click();
      await section().getByPlaceholder('0x…').fill(address);
      await section().getByRole('button', { name: 'Use this address' }).click();
      await expect(section()).toContainText('Yours. A voucher is fetched when you claim.');
      await expect(claimButton()).toBeEnabled();
      owed = await tale.owedTo(address);
      expect(owed).toBeGreaterThanOrEqual(12n * TALE);
      await expect(figure('Credited')).toHaveText(`${taleText(owed)} TALE`);
    });

    test('claiming it raises the balance on the chain, and the popup shows it paid', async () => {
      expect(await tale.balanceOf(address)).toBe(0n);
      await claimButton().click();
      await expect(section()).toContainText(/Paid, confirmed in block \d/, { timeout: 15_000 });
      await expect(figure('Balance')).toHaveText(`${taleText(owed)} TALE`);
      await expect(claimButton()).toBeHidden();
      expect(await tale.balanceOf(address)).toBe(signable(owed));
      expect(await tale.claimsPaid()).toBe(1);
    });

    test('claimed by quick clicks in two popups at once, it is paid once', async () => {
      await earnAndShow(3n);
      const other = await reader.own('popup.html');
      await expect(claimButton(other)).toBeEnabled();
      const sent = await tale.relayed();
      await Promise.all([popup, other].map((page) => claimButton(page).evaluate(clickThrice)));
      for (const page of [popup, other]) {
        await expect(section(page)).toContainText('Paid, confirmed in block', { timeout: 15_000 });
        await expect(claimButton(page)).toBeHidden();
      }
      await other.close();
      expect(await tale.relayed()).toBe(sent + 1);
      expect(await tale.claimsPaid()).toBe(2);
      expect(await tale.balanceOf(address)).toBe(signable(owed));
    });

    test('a voucher that was paid is relayed again as a success, and nothing is sent for it', async () => {
      const sent = await tale.relayed();
      const server = serverClient(tale.stack.server.url, fetch);
      const { voucher } = await storedVoucher();
      for (let again = 0; again < 2; again++)
        expect(await server.call('rewards.relay', { voucher })).toMatchObject({ is: 'confirmed' });
      expect(await tale.relayed()).toBe(sent);
      await popup.reload();
      await expect(section()).toContainText('Paid, confirmed in block');
      await expect(claimButton()).toBeHidden();
    });

    test('while the chain is away the popup says so, and the claim works when it is back', async () => {
      await earnAndShow(2n);
      tale.chainDoor.behave = () => 'drop';
      await claimButton().click();
      await expect(section()).toContainText('The chain does not answer. What you earned is kept');
      // Asked without a claim, the popup says it too.
      await popup.reload();
      await expect(
        popup.getByText('what you earned is kept, and can be claimed', { exact: false }),
      ).toBeVisible();
      await expect(popup.getByText('The server answers, but not as it should')).toBeHidden();
      await expect(figure('Credited')).toHaveText('2.00 TALE');

      tale.chainDoor.behave = () => 'pass';
      await popup.reload();
      await expect(popup.getByText('The chain does not answer', { exact: false })).toBeHidden();
      await claimButton().click();
      await expect(section()).toContainText('Paid, confirmed in block', { timeout: 15_000 });
      await expect(figure('Balance')).toHaveText(`${taleText(owed)} TALE`);
    });

    test('a chain that goes away while a claim is sent loses neither the voucher nor the claim', async () => {
      await earnAndShow(4n);
      const sent = await tale.relayed();
      let away = false;
      tale.chainDoor.behave = (_, body) => {
        away ||= requestsIn(body).some(({ method }) => method === 'eth_sendRawTransaction');
        return away ? 'drop' : 'pass';
      };
      await claimButton().click();
      await expect(section()).toContainText('The chain does not answer.', { timeout: 15_000 });
      await expect(section()).toContainText('Your voucher is kept. Try again later.');
      await expect(figure('To claim')).toHaveText('4.00 TALE');
      expect(await storedVoucher()).toMatchObject({ voucher: { cumulative: signable(owed).toString() } });
      expect(await tale.relayed()).toBe(sent);

      tale.chainDoor.behave = () => 'pass';
      await section().getByRole('button', { name: 'Try again' }).click();
      await expect(section()).toContainText('Paid, confirmed in block', { timeout: 15_000 });
      expect(await tale.balanceOf(address)).toBe(signable(owed));
      expect(await tale.relayed()).toBe(sent + 1);
    });

    test('on another chain than the server names nothing is claimed, and it is said why', async () => {
      await earnAndShow(5n);
      const sent = await tale.relayed();
      tale.chainDoor.behave = asAnotherChain;
      await claimButton().click();
      await expect(section()).toContainText('another chain than the one this server pays on', {
        timeout: 15_000,
      });
      await expect(section()).toContainText('Nothing was sent, and nothing is lost.');
      expect(await tale.relayed()).toBe(sent);
      const options = await reader.own('options.html#wallet');
      await expect(
        options.getByText('another chain than the one this server pays on', { exact: false }),
      ).toBeVisible();
      await options.close();

      tale.chainDoor.behave = () => 'pass';
      await section().getByRole('button', { name: 'Try again' }).click();
      await expect(section()).toContainText('Paid, confirmed in block', { timeout: 15_000 });
      expect(await tale.balanceOf(address)).toBe(signable(owed));
      expect(await tale.relayed()).toBe(sent + 1);
    });

    test('every update that was sent has its line in the statement, which can be searched and saved', async () => {
      const options = await reader.own('options.html#earnings');
      const rows = options.locator('tbody tr');
      await expect(rows).toHaveCount(1);
      await expect(rows.first()).toContainText(/taste 1.*aggregated/);
      await options.screenshot({ path: 'out/browser-tests/statement.png' });
      await options.getByRole('searchbox').fill('voice');
      await expect(options.getByText('No line matches.')).toBeVisible();
      await options.getByRole('searchbox').fill('');
      const saving = options.waitForEvent('download');
      await options.getByRole('button', { name: 'Save all as CSV' }).click();
      const file = await readFile(await (await saving).path(), 'utf8');
      expect(file.split('\r\n')[1]).toMatch(/^1,taste,20\d\d-.*,aggregated,/);
      await options.close();
    });

    test('claimed on the server’s page with a wallet of one’s own, on another chain at first and declined once', async () => {
      await earnAndShow(6n);
      const wallet = await injectWallet(reader.context, tale.stack.chain.url, 'reader');
      const opening = reader.context.waitForEvent('page');
      await section().getByRole('button', { name: 'Claim with your own wallet' }).click();
      const page = await opening;
      const outcome = page.getByRole('status');
      await expect(page.getByText(address)).toBeVisible();
      const button = page.getByRole('button', { name: 'Claim with Test Wallet' });
      wallet.declines = true;
      await button.click();
      await expect(outcome).toContainText('You declined it in your wallet.');
      expect(await tale.balanceOf(address)).toBe(signable(owed) - 6n * TALE);
      wallet.declines = false;
      await button.click();
      await expect(outcome).toContainText(/Paid: 6 TALE, in block \d+\./, { timeout: 15_000 });
      await page.screenshot({ path: 'out/browser-tests/claim-page.png' });
      expect(await tale.balanceOf(address)).toBe(signable(owed));
      expect(wallet.asked).toContain('wallet_switchEthereumChain');
      await button.click();
      await expect(outcome).toContainText('Everything this voucher says was paid before.');
      // Nothing of the voucher went to the server: it stands in the fragment.
      expect(new URL(page.url()).search).toBe('');
      await page.goto(`${new URL(page.url()).origin}/claim`);
      await expect(page.getByRole('status')).toContainText('This address holds no voucher.');
      await page.close();
      await popup.reload();
      await expect(claimButton()).toBeHidden();
    });
  });

/** Faster than a page can grey the button out. */
function clickThrice(button: HTMLElement): void {
  for (let click = 0; click < 3; click++) button.click();
}

const requestSchema = z.object({ id: z.number(), method: z.string() });
const requestsSchema = z.union([z.array(requestSchema), requestSchema.transform((one) => [one])]);

/** What a node is asked for; nothing in a browser's question whether it may ask. */
function requestsIn(body: Buffer): z.infer<typeof requestSchema>[] {
  return body.length === 0 ? [] : requestsSchema.parse(JSON.parse(body.toString()));
}

/** An endpoint that is the main chain's, by its id. */
const asAnotherChain: Behaviour = (_, body) => {
  const asked = requestsIn(body).find(({ method }) => method === 'eth_chainId');
  if (asked === undefined) return 'pass';
  const answer = JSON.stringify({ jsonrpc: '2.0', id: asked.id, result: '0x1' });
  return { status: 200, type: 'application/json', body: answer };
};

/** Vouchers sign totals in hundredths; the rest stays owed. */
function signable(wei: bigint): bigint {
  return wei - (wei % (TALE / 100n));
}
