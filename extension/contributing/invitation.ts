import { type InviteCode, inviteCodeSchema } from '../../shared/protocol/ids.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { readSetting, writeSetting } from '../storage/settings.ts';

/** An invitation to a server that takes people in by them, as it was typed; kept until the key is enrolled there. */
export async function readInvitation(db: TaleDatabase, server: string): Promise<InviteCode | null> {
  const kept: string | null = await readSetting(db, settingOf(server), inviteCodeSchema);
  return kept === null ? null : inviteCodeSchema.parse(kept);
}

export function keepInvitation(db: TaleDatabase, server: string, code: InviteCode): Promise<void> {
  return writeSetting<string>(db, settingOf(server), inviteCodeSchema, code);
}

/** The code in what somebody pasted: spaces, line ends and capitals are no part of it; null when it is none. */
export function invitationIn(text: string): InviteCode | null {
  const parsed = inviteCodeSchema.safeParse(text.replace(/[\s-]+/g, '').toLowerCase());
  return parsed.success ? parsed.data : null;
}

/** Servers are told by their origins. */
function settingOf(server: string): string {
  return `invitation:${new URL(server).origin}`;
}
