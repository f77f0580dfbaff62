import { toFragment } from '../../shared/protocol/fragment.ts';
import { type Tip, tipSchema } from '../../shared/protocol/tip.ts';

/** Where a reader tips, on the server they agreed to; whom, stands in the fragment, which no browser sends. */
export function tipPage(server: string, { writer, address, signature }: Tip): string {
  return `${tipLinePage(server)}${toFragment(tipSchema, { writer, address, signature })}`;
}

/** Where a writer makes their line. */
export function tipLinePage(server: string): string {
  return `${server.replace(/\/$/, '')}/tip`;
}
