import { z } from 'zod';

/**
 * Identities that cross a boundary, each a branded string so that one cannot be passed for another.
 * Hashes are SHA-256 as 64 lower-case hex digits.
 */

const hex64 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits');

/** SHA-256 of a contributor's raw Ed25519 public key. */
export const contributorIdSchema = hex64.brand<'ContributorId'>();
export type ContributorId = z.infer<typeof contributorIdSchema>;

/** SHA-256 of a signed update frame's envelope (which itself commits to the body's hash). */
export const updateHashSchema = hex64.brand<'UpdateHash'>();
export type UpdateHash = z.infer<typeof updateHashSchema>;

/** SHA-256 of a model's canonical bytes (`shared/models/parameters.ts`). */
export const modelHashSchema = hex64.brand<'ModelHash'>();
export type ModelHash = z.infer<typeof modelHashSchema>;

/** SHA-256 of anything else: bodies, leaves, commitments. */
export const hashSchema = hex64.brand<'Hash'>();
export type Hash = z.infer<typeof hashSchema>;

/** What an invitation is told by: 16 random bytes in hex. */
export const inviteCodeSchema = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'expected 32 lower-case hex digits')
  .brand<'InviteCode'>();
export type InviteCode = z.infer<typeof inviteCodeSchema>;

/** Rounds are numbered from 1 within a task. */
export const roundNumberSchema = z.number().int().positive().brand<'RoundNumber'>();
export type RoundNumber = z.infer<typeof roundNumberSchema>;

/** Amounts of TALE in wei (10⁻¹⁸ TALE), as decimal strings on the wire: JSON numbers lose precision above 2⁵³. */
export const weiSchema = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,77})$/, 'expected a decimal integer')
  .brand<'Wei'>();

export const addressSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .brand<'Address'>();
export type Address = z.infer<typeof addressSchema>;

/** Tasks that are learnt together. */
export const taskSchema = z.enum(['taste', 'voice', 'ranking']);
export type TaskName = z.infer<typeof taskSchema>;
