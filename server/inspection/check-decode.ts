import { decodeInt8Block, dequantise } from '../../shared/codec/int8-block.ts';
import { refuse } from '../../shared/protocol/errors.ts';
import type { Check } from './check.ts';

const said = {
  CODEC_MALFORMED: 'The body is not one gzip stream of the expected size.',
  SHAPE_MISMATCH: 'The body has not the model’s number of parameters.',
  NOT_FINITE: 'The body holds a scale that is not finite.',
  SCALE_INVALID: 'A block’s scale is negative, subnormal, zero over values, or set over nothing.',
} as const;

/** 2. Decode: inflated under a cap, shape exact, scales legal, every value finite. */
export const checkDecode: Check<'frame', 'update'> = async ({ frame }, desk) => {
  const d = desk.parameterCount(frame.envelope.task);
  if (d === null) return { ok: false, refusal: refuse('TASK_UNKNOWN', 'There is no such task here.') };
  const decoded = await decodeInt8Block(frame.body, d);
  if (!decoded.ok) return { ok: false, refusal: refuse(decoded.problem, said[decoded.problem]) };
  const update = dequantise(decoded.quantised);
  // A finite scale times a byte can still overflow float32.
  if (!update.every(Number.isFinite)) {
    return { ok: false, refusal: refuse('NOT_FINITE', 'The update holds a value that is not finite.') };
  }
  return { ok: true, adds: { update } };
};
