import { randomBytes } from 'node:crypto';
import { generateSigningKey } from '../../shared/crypto/signing.ts';
import { makeClientUpdate } from '../../shared/learning/client-round.ts';
import { type ContributorKey, contributorKey, enrol } from '../../shared/learning/contributor.ts';
import { defineModel, type ModelSpec } from '../../shared/models/model-spec.ts';
import type { ProcedureOut } from '../../shared/protocol/procedures.ts';
import { type ServerClient, serverClient } from '../../shared/protocol/server-client.ts';

/** A client that talks to an app in the same process, through its whole HTTP stack. */
export function inProcessClient(app: {
  request(input: string, init?: RequestInit): Response | Promise<Response>;
}): ServerClient {
  const through: typeof fetch = async (input, init) =>
    app.request(String(input).replace('http://test', ''), init);
  return serverClient('http://test', through);
}

/** A contributor with a fresh key, enrolled through the real admission. */
export async function newContributor(client: ServerClient): Promise<ContributorKey> {
  const { pair, publicKey } = await generateSigningKey({ extractable: false });
  const key = contributorKey(publicKey, pair.privateKey);
  await enrol(client, key, async () => undefined);
  return key;
}

/** A model of one tensor without rows, for deltas that stand for nothing. */
export function plainModel(parameterCount: number): ModelSpec {
  return defineModel('plain', 1, [{ name: 'all', shape: [parameterCount] }]);
}

/** A frame as a device would make it, for the given round; `over` changes what is claimed or learnt. */
export async function frameFor(
  key: ContributorKey,
  round: ProcedureOut<'round.current'>,
  over: { delta?: Float32Array; now?: number; norm?: number; base?: string; number?: number } = {},
): Promise<Uint8Array> {
  const delta =
    over.delta ?? Float32Array.from({ length: round.parameters }, () => (Math.random() - 0.45) * 0.004);
  const { frame } = await makeClientUpdate({
    delta,
    task: round.task,
    spec: plainModel(delta.length),
    round: (over.number ?? round.round) as typeof round.round,
    base: (over.base ?? round.base.hash) as typeof round.base.hash,
    norm: over.norm ?? round.norm,
    privacy: round.privacy,
    contributor: key.id,
    now: over.now ?? Date.now(),
    random: Math.random,
    nonce: randomBytes(16),
    sign: key.sign,
  });
  return frame;
}
