import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { Wallet } from 'ethers';
import { serverClient } from '../../shared/protocol/server-client.ts';
import { auditServer } from '../../shared/replay/audit-server.ts';
import { openReader, type Reader, temporaryFolder } from './fixtures.ts';
import { startTaleStack, TALE, type TaleStack } from './tale-stack.ts';

/** Paid so that the server cannot tell whom: credits, signed blindly, redeemed later. */
test.describe
  .serial('pay without a link', () => {
    const address = Wallet.createRandom().address;
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let tale: TaleStack;
    let reader: Reader;
    let popup: Page;

    const section = () => popup.getByRole('region', { name: 'TALE' });
    const figure = (label: string) => section().locator('dl > div').filter({ hasText: label }).locator('dd');
    const claim = () => section().getByRole('button', { name: 'Claim', exact: true });
    const states = async (): Promise<string[]> =>
      (await reader.rows('credits')).map((row) =>
        String(Reflect.get(Object(Reflect.get(Object(row), 'state')), 'is')),
      );

    test.beforeAll(async () => {
      folder = await temporaryFolder();
      tale = await startTaleStack(folder.path, { CREDIT_EPOCHS: '1', EXIT_EPOCHS: '0' });
      reader = await openReader(join(folder.path, 'profile'));
      await reader.agree({ sites: ['Archive of Our Own'], server: tale.stack.server.url });
      popup = await reader.own('popup.html');
      await popup.setViewportSize({ width: 380, height: 900 });
      // Opened, it asks the server, which takes the device in.
      await expect.poll(async () => (await reader.rows('keys')).length).toBe(1);
      await expect
        .poll(async () => (await tale.stack.server.engine.db.query.contributors.findMany()).length)
        .toBe(1);
    });
    test.afterAll(async () => {
      await reader?.close();
      await tale?.stop();
      await folder?.remove();
    });

    test('is chosen beside the address, with what it means, and the server is not told the address', async () => {
      await tale.earn(12n);
      await popup.reload();
      await section().getByRole('button', { name: 'Choose a payout address' }).click();
      await section().getByPlaceholder('0x…').fill(address);
      await expect(section()).toContainText(
        'The server will know that this address belongs to your contributor key.',
      );
      await section().getByRole('checkbox', { name: 'Without a link to what I contributed' }).check();
      await expect(section()).toContainText('The server is not told whose address this is.');
      await section().getByRole('button', { name: 'Use this address' }).click();
      await expect(section()).toContainText('Paid without a link to');
      await expect(claim()).toBeHidden();
    });

    test('turns what was earned into credits, which wait for their time', async () => {
      await popup.reload();
      await expect(figure('In credits')).toHaveText('12.00 TALE', { timeout: 20_000 });
      await expect(section()).toContainText('The next credit comes back at about');
      await expect.poll(states, { timeout: 20_000 }).toEqual(['held', 'held', 'held']);
      await expect(claim()).toBeHidden();
      const { db } = tale.stack.server.engine;
      expect((await db.query.contributors.findMany())[0]?.account).toBeNull();
      expect(await tale.owedTo(address)).toBe(0n);
    });

    test('has them back one by one, adds them when the epoch ends, and pays them as one total', async () => {
      await reader.creditsDue();
      await expect
        .poll(
          async () => {
            await popup.reload();
            await popup.waitForTimeout(500);
            return (await states()).filter((is) => is === 'redeemed').length;
          },
          { timeout: 30_000 },
        )
        .toBe(3);
      await expect(section()).toContainText('12.00 TALE came back, and is added at about');
      await expect(claim()).toBeHidden();
      await tale.endEpoch();
      await expect.poll(() => tale.owedTo(address), { timeout: 20_000 }).toBe(12n * TALE);
      await reader.creditsDue();
      await popup.reload();
      await claim().click();
      await expect(section()).toContainText(/Paid, confirmed in block \d/, { timeout: 15_000 });
      expect(await tale.balanceOf(address)).toBe(12n * TALE);
      await expect(figure('In credits')).toHaveCount(0);
    });

    test('leaves nothing at the server that ties the address to the contributor', async () => {
      const { db } = tale.stack.server.engine;
      const [contributor] = await db.query.contributors.findMany();
      const issued = JSON.stringify(await db.query.creditIssues.findMany());
      const redeemed = JSON.stringify(await db.query.redemptions.findMany());
      expect(issued).toContain(contributor?.id);
      expect(redeemed).toContain(address);
      expect(redeemed).not.toContain(contributor?.id);
      expect(issued).not.toContain(address);
      const known = new Set(issued.match(/[0-9a-f]{64}/g));
      expect((redeemed.match(/[0-9a-f]{64}/g) ?? []).filter((text) => known.has(text))).toEqual([]);
    });

    test('is counted by anybody: keys and credits are in the log', async () => {
      const audit = await auditServer(serverClient(tale.stack.server.url, fetch));
      // Pay that a test wrote into the ledger stands in no epoch's leaf, and an auditor says so.
      expect(audit.problems.filter((problem) => !problem.includes('than epochs have paid'))).toEqual([]);
      expect(audit.problems.some((problem) => problem.startsWith('credits'))).toBe(true);
    });
  });
