import { expect, type Page } from '@playwright/test';
import type { EditorName } from '../../conformance/editors/editors.ts';
import type { Reader } from '../../e2e/fixtures.ts';
import { fill, openEditor, shownGhost, writeSettings } from '../../e2e/writing-desk.ts';

const STORY = [
  'The lamp had gone out in the night, and the keeper had not come down to light it.',
  'She walked along the harbour wall, where the boats lay in the mud like sleeping animals, and looked up at the tower.',
  '“You should not have come,” he said, when she had climbed all two hundred steps.',
  'She did not answer him, because there was nothing to say that he did not know already.',
];

/** Ghost text in three editors, and the panel beside them. */
export async function shootWriting(
  reader: Reader,
  shoot: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  await writeSettings(reader, { pause: 150 });
  for (const name of ['textarea', 'tinymce', 'ckeditor'] satisfies EditorName[]) {
    const page = await openEditor(reader, name);
    await fill(page, STORY.join('\n'));
    await page.keyboard.type(' He had been waiting for her since the morn', { delay: 12 });
    await expect.poll(() => shownGhost(page), { timeout: 15_000 }).not.toBeNull();
    await shoot(page, `ghost-${name}`);
    if (name !== 'ckeditor') await page.close();
  }
  const panel = await reader.own('sidepanel.html');
  await panel.getByLabel('The text').fill(
    Array.from({ length: 30 }, (_, at) => STORY.slice(at % 3))
      .flat()
      .join('\n'),
  );
  await panel.getByRole('button', { name: 'Look at it' }).click();
  await expect(panel.getByRole('heading', { name: 'How it is written' })).toBeVisible({ timeout: 30_000 });
  await panel.getByRole('button', { name: 'Suggest texts' }).click();
  await expect(panel.locator('ol > li').first()).toBeVisible({ timeout: 30_000 });
  await shoot(panel, 'writing-panel');
  await panel.close();
}
