import { z } from 'zod';
import type { Tip } from '../../shared/protocol/tip.ts';
import { LONGEST_TIP_LINE, TIP_MARK, tipsIn } from '../../shared/tips/tip-line.ts';
import { writerAt } from '../../shared/tips/writer.ts';
import { coversPage } from '../consent/gate.ts';
import { hasAgreed } from '../consent/record.ts';
import { siteFor } from '../sites/registry.ts';
import type { Consent } from '../storage/records.ts';
import type { readWriters } from './read-writers.ts';
import { writersWords } from './writers-words.ts';

/** A writer of the page who takes tips. */
export interface PageTip extends Tip {
  /** As the page names the writer; the profile's last part where it does not. */
  readonly name: string;
}

/** Runs `readWriters` in a tab; null where nothing can run there. */
export type ReadTab = (tab: number, ...what: Parameters<typeof readWriters>) => Promise<unknown>;

/**
 * The tips that writers of a tab's page published there, in their own words, and signed for. Looks only at pages of sites
 * that are switched on, only when asked, and keeps nothing.
 * @param address the tab's, as the browser tells it
 */
export async function tipsOnPage(
  { id, address }: { readonly id: number; readonly address: string | null },
  consent: Consent,
  readTab: ReadTab,
): Promise<PageTip[]> {
  const url = address !== null && URL.canParse(address) ? new URL(address) : null;
  const site = url === null ? null : siteFor(url);
  if (url === null || site === null || !hasAgreed(consent) || !coversPage(consent, site.id, url)) return [];
  const places = Object.hasOwn(writersWords, site.id) ? (writersWords[site.id] ?? []) : [];
  if (places.length === 0) return [];
  const read = readSchema.safeParse(await readTab(id, places, TIP_MARK.source, 2 * LONGEST_TIP_LINE));
  // A tab that went on to another page meanwhile has said nothing of the one that was asked about.
  if (!read.success || siteFor(new URL(read.data.address))?.id !== site.id) return [];
  const found = new Map<string, PageTip>();
  for (const { writers, lines } of read.data.parts) {
    for (const { address: profile, name } of writers) {
      const writer = writerAt(profile);
      if (writer === null) continue;
      for (const tip of tipsIn(lines.join('\n'), writer)) {
        const shown = name === '' ? (writer.split('/').at(-1) ?? writer) : name;
        found.set(`${tip.writer} ${tip.address.toLowerCase()}`, { ...tip, name: shown });
      }
    }
  }
  return [...found.values()].slice(0, MOST_TIPS);
}

/** Nobody tips more writers of one page. */
const MOST_TIPS = 4;

const readSchema = z.object({
  address: z.url(),
  parts: z
    .array(
      z.object({
        writers: z.array(z.object({ address: z.string().max(2_000), name: z.string().max(100) })).max(50),
        lines: z.array(z.string().max(2 * LONGEST_TIP_LINE)).max(50),
      }),
    )
    .max(200),
});
