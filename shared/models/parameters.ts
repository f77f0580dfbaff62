import { type ModelSpec, tensorLength } from './model-spec.ts';

/**
 * The values of a model: one flat `Float32Array` `[d]`, and named views into it.
 */

/**
 * Views of the flat vector by tensor name, in the spec's order. They share its memory: writing to one writes to it.
 *
 * @throws {RangeError} when the vector has another length than the spec.
 */
export function namedTensors(spec: ModelSpec, parameters: Float32Array): ReadonlyMap<string, Float32Array> {
  requireLength(spec, parameters.length);
  const views = new Map<string, Float32Array>();
  let offset = 0;
  for (const tensor of spec.tensors) {
    const length = tensorLength(tensor);
    views.set(tensor.name, parameters.subarray(offset, offset + length));
    offset += length;
  }
  return views;
}

/**
 * The flat vector from named tensors.
 *
 * @throws {RangeError} when a tensor is missing, has another length, or is none of the spec.
 */
export function flatParameters(spec: ModelSpec, tensors: ReadonlyMap<string, Float32Array>): Float32Array {
  const parameters = new Float32Array(spec.parameterCount);
  for (const [name, view] of namedTensors(spec, parameters)) {
    const values = tensors.get(name);
    if (values?.length !== view.length) {
      throw new RangeError(
        `Tensor ${name} of model ${spec.id} has ${values?.length ?? 'no'} values; ${view.length} are needed.`,
      );
    }
    view.set(values);
  }
  for (const name of tensors.keys()) {
    if (!spec.tensors.some((tensor) => tensor.name === name)) {
      throw new RangeError(`Model ${spec.id} has no tensor called ${name}.`);
    }
  }
  return parameters;
}

/**
 * The canonical bytes of a model, which are stored and hashed: d little-endian float32, nothing else.
 *
 * @throws {RangeError} on a wrong length or a value that is not finite.
 */
export function encodeParameters(spec: ModelSpec, parameters: Float32Array): Uint8Array<ArrayBuffer> {
  requireLength(spec, parameters.length);
  requireFinite(spec, parameters);
  const bytes = new Uint8Array(4 * parameters.length);
  const view = new DataView(bytes.buffer);
  parameters.forEach((value, index) => {
    view.setFloat32(4 * index, value, true);
  });
  return bytes;
}

/**
 * Reads canonical bytes back, to the bit.
 *
 * @throws {RangeError} when the bytes are not exactly d finite float32: the download is damaged or of another model.
 */
export function decodeParameters(spec: ModelSpec, bytes: Uint8Array): Float32Array {
  if (bytes.length !== 4 * spec.parameterCount) {
    throw new RangeError(
      `Model ${spec.id} needs ${4 * spec.parameterCount} bytes, not ${bytes.length}. Fetch it again.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parameters = Float32Array.from({ length: spec.parameterCount }, (_, index) =>
    view.getFloat32(4 * index, true),
  );
  requireFinite(spec, parameters);
  return parameters;
}

/** Whether a vector could be this model's: right length, every value finite. */
export function fitsSpec(spec: ModelSpec, parameters: Float32Array): boolean {
  return parameters.length === spec.parameterCount && parameters.every(Number.isFinite);
}

function requireLength(spec: ModelSpec, length: number): void {
  if (length !== spec.parameterCount) {
    throw new RangeError(`Model ${spec.id} has ${spec.parameterCount} parameters, not ${length}.`);
  }
}

function requireFinite(spec: ModelSpec, parameters: Float32Array): void {
  const at = parameters.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new RangeError(
      `Model ${spec.id} has ${parameters[at]} at position ${at}; every value must be finite.`,
    );
  }
}
