import { z } from 'zod';
import type { TaleDatabase } from '../storage/database.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';

/** What a reader wants done to listings; nothing until it was chosen. */
export const listingViewSchema = z.object({
  /** Stories that match little are dimmed. */
  dim: z.boolean(),
  /** The best match comes first. */
  sort: z.boolean(),
});
export type ListingView = z.infer<typeof listingViewSchema>;

export const asTheSiteHasIt: ListingView = { dim: false, sort: false };
const SETTING = 'listing-view';

export async function readListingView(db: TaleDatabase): Promise<ListingView> {
  return (await readSetting(db, SETTING, listingViewSchema)) ?? asTheSiteHasIt;
}

export function saveListingView(db: TaleDatabase, view: ListingView): Promise<void> {
  return writeSetting(db, SETTING, listingViewSchema, view);
}
