import { z } from 'zod';
import { toHex } from '../../crypto/hex.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { groupTerms, type MaskingContext } from '../group-terms.ts';
import { SECRET_LENGTH } from '../mask-stream.ts';
import type { MaskedSum, MemberInputs, MemberStep, ServerStep } from '../masked-sum.ts';
import { readMessage, someBytes, writeMessage } from '../message.ts';
import { accumulate, pack, unpack } from '../ring.ts';
import { helperMask, openReplySchema } from './mask-helper.ts';
import { isSigned, type Seal, sealSchema, sealSecret } from './seal.ts';

/** Everything a member sends: the masked vector, and the secret of its mask for somebody else. */
const helperUploadSchema = z.strictObject({ masked: someBytes, seal: sealSchema });

/** An upload as it was read: residues `[d]`, and who may unmask them. */
export interface HelperUpload {
  readonly residues: Uint32Array;
  readonly seal: Seal;
}

/** Where the other party is, for an aggregator that asks it; members need its key only. */
export interface HelperParty {
  /** Raw X25519 public key. */
  readonly key: Uint8Array;
  /** Passes an open request on and gives the reply. @throws when the helper does not answer */
  ask(request: Uint8Array): Promise<Uint8Array>;
}

/**
 * Masked sums with a second server: y = x + PRG(k) goes to the aggregator, k to the helper, both in one message. Neither
 * learns x unless they tell each other; who falls silent is in no group and costs nothing.
 */
export function helperSum(helper: HelperParty): MaskedSum {
  return {
    name: 'helper',
    phases: ['upload'],
    accepts: async (context, member, message) => (await readUpload(message, context, member)) !== null,
    join: async (inputs) => ({ is: 'send', message: await uploadFor(helper.key, inputs), saved: null }),
    answer: async (): Promise<MemberStep> => ({
      is: 'refused',
      why: 'a member of this lane says one thing only',
    }),
    async close(context, [uploads = new Map()]): Promise<ServerStep> {
      const members: string[] = [];
      const read: HelperUpload[] = [];
      const culprits: string[] = [];
      for (const [member, bytes] of uploads) {
        const upload = await readUpload(bytes, context, member);
        if (upload === null) culprits.push(member);
        else {
          members.push(member);
          read.push(upload);
        }
      }
      if (culprits.length > 0) return { is: 'void', why: 'uploads could not be read', culprits };
      if (members.length < context.groupSize) {
        return { is: 'void', why: `${members.length} of ${context.groupSize} members came`, culprits };
      }
      return addUp(context, members, read, helper);
    },
  };
}

/** What a member sends, as bytes. */
async function uploadFor(
  helperKey: Uint8Array,
  { context, publicKey, vector, sign }: MemberInputs,
): Promise<Uint8Array> {
  const { ring } = groupTerms(context);
  const secret = crypto.getRandomValues(new Uint8Array(SECRET_LENGTH));
  const sum = vector.slice();
  accumulate(sum, await helperMask(secret, context), ring);
  const masked = pack(sum, ring);
  const seal = await sealSecret(secret, {
    context,
    helperKey,
    publicKey,
    nonce: crypto.getRandomValues(new Uint8Array(16)),
    maskedHash: sha256(masked),
    sign,
  });
  secret.fill(0);
  return writeMessage({ masked, seal } satisfies z.infer<typeof helperUploadSchema>);
}

/** Reads an upload and checks all that an aggregator can: whose it is, its length, that its parts belong together. */
async function readUpload(
  bytes: Uint8Array,
  context: MaskingContext,
  member: string,
): Promise<HelperUpload | null> {
  const upload = readMessage(bytes, helperUploadSchema);
  if (upload === null || toHex(upload.seal.publicKey) !== member) return null;
  if (toHex(sha256(upload.masked)) !== toHex(upload.seal.maskedHash)) return null;
  const residues = unpack(upload.masked, groupTerms(context).ring);
  if (residues === null || !(await isSigned(upload.seal, context))) return null;
  return { residues, seal: upload.seal };
}

async function addUp(
  context: MaskingContext,
  members: readonly string[],
  uploads: readonly HelperUpload[],
  helper: HelperParty,
): Promise<ServerStep> {
  const { ring } = groupTerms(context);
  const groups: Seal[][] = [uploads.map(({ seal }) => seal)];
  const reply = readMessage(await helper.ask(writeMessage({ context, groups })), openReplySchema);
  if (reply === null) return { is: 'void', why: 'the helper’s answer could not be read', culprits: [] };
  if (reply.is === 'refused')
    return { is: 'void', why: `the helper refused: ${reply.why}`, culprits: reply.culprits };
  const masks = unpack(reply.sums[0] ?? new Uint8Array(0), ring);
  if (masks === null) return { is: 'void', why: 'the helper’s sum has not the model’s length', culprits: [] };
  const sum = new Uint32Array(ring.length);
  for (const { residues } of uploads) accumulate(sum, residues, ring);
  accumulate(sum, masks, ring, -1);
  return { is: 'sum', sum, members };
}
