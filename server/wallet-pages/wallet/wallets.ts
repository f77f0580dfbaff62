import { z } from 'zod';

/** What a page may ask of a wallet (EIP-1193). */
export interface WalletProvider {
  request(call: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>;
}

/** A wallet that has announced itself (EIP-6963). */
export interface AnnouncedWallet {
  readonly uuid: string;
  readonly name: string;
  /** A picture as a data address; null where it named another kind of address, which is not fetched. */
  readonly icon: string | null;
  readonly provider: WalletProvider;
}

const announcementSchema = z.object({
  info: z.object({ uuid: z.string().min(1).max(100), name: z.string().min(1).max(100), icon: z.string() }),
  provider: z.custom<WalletProvider>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      'request' in value &&
      typeof value.request === 'function',
  ),
});

/** Asks for wallets and tells of each once, whenever it announces itself (EIP-6963). */
export function discoverWallets(page: EventTarget, found: (wallet: AnnouncedWallet) => void): void {
  const known = new Set<string>();
  page.addEventListener('eip6963:announceProvider', (event) => {
    const parsed = announcementSchema.safeParse('detail' in event ? event.detail : null);
    if (!parsed.success || known.has(parsed.data.info.uuid)) return;
    const { info, provider } = parsed.data;
    known.add(info.uuid);
    const icon = /^data:image\//.test(info.icon) ? info.icon : null;
    found({ uuid: info.uuid, name: info.name, icon, provider });
  });
  page.dispatchEvent(new Event('eip6963:requestProvider'));
}
