import { originsOf, sitesOn } from '../../consent/gate.ts';
import { readConsent } from '../../consent/record.ts';
import type { MessageOut } from '../../messaging/messages.ts';
import { sendToTab } from '../../messaging/send.ts';
import { activeTab, tabsShowing } from '../../platform/tabs.ts';
import type { TaleDatabase } from '../../storage/database.ts';

/** A draft in a page that is open, and the tab it is in. */
export interface DraftOnPage extends NonNullable<MessageOut<'page.draft'>['draft']> {
  readonly tab: number;
}

const PATIENCE = 1_500;

/** The draft that was written in last: of the tab in front, else of any tab of a site that is on; null without one. */
export async function draftOnPage(db: TaleDatabase): Promise<DraftOnPage | null> {
  const consent = await readConsent(db);
  const tabs = await tabsShowing(sitesOn(consent).flatMap((site) => originsOf(consent, site)));
  const front = (await activeTab())?.id;
  const ordered = [...tabs].sort((a, b) => Number(b === front) - Number(a === front));
  for (const tab of ordered) {
    const reply = await sendToTab(tab, 'page.draft', {}, { timeout: PATIENCE });
    if (reply.ok && reply.body.draft !== null) return { ...reply.body.draft, tab };
  }
  return null;
}

export async function insertIntoPage(tab: number, text: string): Promise<boolean> {
  const reply = await sendToTab(tab, 'page.insert', { text: text.slice(0, 4_000) });
  return reply.ok && reply.body.inserted;
}
