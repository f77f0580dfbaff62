import { toFragment } from './fragment.ts';
import { type Tip, tipSchema } from './tip.ts';
import { type Voucher, voucherSchema } from './voucher.ts';

/**
 * Addresses of a server's pages that speak to a wallet of one's own, which no page of an extension can. What a page is
 * opened with stands in the fragment, which no browser sends.
 */
const page = (server: string, path: string): string => `${server.replace(/\/$/, '')}/${path}`;

/** Where a voucher is claimed. */
export function claimPage(server: string, voucher: Voucher): string {
  return `${page(server, 'claim')}${toFragment(voucherSchema, voucher)}`;
}

/** Where a reader tips this writer. */
export function tipPage(server: string, { writer, address, signature }: Tip): string {
  return `${page(server, 'tip')}${toFragment(tipSchema, { writer, address, signature })}`;
}

/** Where a writer makes their line. */
export function tipLinePage(server: string): string {
  return page(server, 'tip');
}

/** Where holders say what they wish of the parameters. */
export function wishesPage(server: string): string {
  return page(server, 'wishes');
}
