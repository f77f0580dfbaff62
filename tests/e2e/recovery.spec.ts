import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openReader, type Reader, temporaryFolder } from './fixtures.ts';

/** A key written down as twelve words, and made again in another browser. */
test.describe
  .serial('a recovery phrase', () => {
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let first: Reader;
    let second: Reader;
    let phrase: string;

    const contributor = async (reader: Reader): Promise<unknown> =>
      Reflect.get(Object((await reader.rows('keys'))[0]), 'contributor');

    test.beforeAll(async () => {
      folder = await temporaryFolder();
      first = await openReader(join(folder.path, 'first'));
      second = await openReader(join(folder.path, 'second'));
    });
    test.afterAll(async () => {
      await first?.close();
      await second?.close();
      await folder?.remove();
    });

    test('is shown once, and used only when its owner has written it down', async () => {
      const wallet = await first.own('options.html#wallet');
      await wallet.getByRole('button', { name: 'Make a key with a phrase' }).click();
      const words = wallet
        .getByRole('list', { name: 'The twelve words, in their order' })
        .getByRole('listitem');
      await expect(words).toHaveCount(12);
      phrase = (await words.allTextContents()).join(' ');
      const use = wallet.getByRole('button', { name: 'Use the key of these words' });
      await expect(use).toBeDisabled();
      await wallet.getByRole('checkbox', { name: 'I have written them down' }).check();
      await use.click();
      await expect(wallet.getByText('This is your key now.', { exact: false })).toBeVisible();
      await expect(wallet.getByText('Your key was made from a phrase that you wrote down.')).toBeVisible();
      await expect(words).toHaveCount(0);
      expect(await contributor(first)).toMatch(/^[0-9a-f]{64}$/);
      for (const table of ['keys', 'settings']) {
        const kept = JSON.stringify(await first.rows(table));
        // One or two of its words may be names of fields.
        expect(phrase.split(' ').filter((word) => kept.includes(word)).length).toBeLessThan(4);
      }
      await wallet.close();
    });

    test('makes the same contributor in another browser, and nothing of words that are none', async () => {
      const wallet = await second.own('options.html#wallet');
      await wallet.getByRole('button', { name: 'I have a phrase' }).click();
      const words = wallet.getByRole('textbox', { name: 'The twelve words, in their order' });
      const restore = wallet.getByRole('button', { name: 'Make my key again' });
      await words.fill(phrase.split(' ').reverse().join(' ').replace(/^\w+/, 'promptale'));
      await expect(restore).toBeDisabled();
      await words.fill(` ${phrase.toUpperCase()} `);
      await restore.click();
      await expect(wallet.getByText('This is your key now.', { exact: false })).toBeVisible();
      expect(await contributor(second)).toBe(await contributor(first));
      await wallet.close();
    });
  });
