import { refuse } from '../../shared/protocol/errors.ts';
import { readFrame } from '../../shared/protocol/frame.ts';
import type { Check } from './check.ts';

const said = {
  ENVELOPE_MALFORMED: 'The envelope could not be read.',
  PROTOCOL_UNSUPPORTED: 'The envelope is of another protocol version.',
  LENGTH_MISMATCH: 'The body has not the length that the envelope declares.',
} as const;

/** 1a. Size cap, framing, canonical envelope, protocol version, declared length. */
export const checkFrame: Check<'bytes', 'frame'> = async ({ bytes }, desk) => {
  if (bytes.length > desk.bodyLimit) {
    return {
      ok: false,
      refusal: refuse('BODY_TOO_LARGE', `${bytes.length} bytes; the limit is ${desk.bodyLimit}.`),
    };
  }
  const read = readFrame(bytes);
  if (!read.ok) return { ok: false, refusal: refuse(read.problem, said[read.problem]) };
  return { ok: true, adds: { frame: read.frame } };
};
