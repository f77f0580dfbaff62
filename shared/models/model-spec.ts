import { z } from 'zod';

/**
 * What a model consists of: its id, the version of its architecture, and its *shared* tensors in the order in which
 * their values stand in the flat vector that is trained, uploaded, aggregated and hashed. Personal parameters are in
 * no spec: they have no way off the device.
 */

/** Largest model anyone is asked to hold: 2²⁴ parameters. */
const LARGEST_PARAMETER_COUNT = 16_777_216;

const modelIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/)
  .brand<'ModelId'>();

export const tensorSpecSchema = z
  .object({
    name: z.string().regex(/^[a-z][a-zA-Z0-9.]{0,60}$/),
    /** Row-major; `[]` is one number. */
    shape: z.array(z.number().int().min(1).max(LARGEST_PARAMETER_COUNT)).max(4).readonly(),
    /**
     * Whether an update gives all its rows one length (`learning/equal-rows.ts`): where rows stand for what somebody reads
     * or writes about. So it is for rows of two and more numbers; rows of one number lose all but their sign by it.
     */
    equalRows: z.boolean().optional(),
    /**
     * How long a number of it is in an update, on average, beside a number of a tensor of loudness 1, which is usual. What
     * one device's training does to a tensor would tell of the device: everybody's update has the lengths the spec says.
     */
    loudness: z.number().positive().max(1000).optional(),
    /**
     * Lengths of groups of rows, in order, of inputs that come in together or not at all, such as all that describes a
     * text. A group of which nothing came in is left out of an update; within a group no row is. All rows when absent.
     */
    rowGroups: z.array(z.number().int().positive()).min(1).readonly().optional(),
  })
  .refine(({ shape, rowGroups }) => rowGroups === undefined || sumOf(rowGroups) === shape[0], {
    message: 'The groups of rows are not all rows.',
  });
export type TensorSpec = z.infer<typeof tensorSpecSchema>;

export const modelSpecSchema = z
  .object({
    id: modelIdSchema,
    /** Grows when tensors change: updates of one architecture never meet those of another. */
    architecture: z.number().int().min(1).max(1_000_000),
    tensors: z.array(tensorSpecSchema).min(1).max(256).readonly(),
    /** d: the length of the flat vector. */
    parameterCount: z.number().int().min(1).max(LARGEST_PARAMETER_COUNT),
  })
  .refine((spec) => new Set(spec.tensors.map(({ name }) => name)).size === spec.tensors.length, {
    message: 'Two tensors have one name.',
  })
  .refine((spec) => spec.parameterCount === countParameters(spec.tensors), {
    message: 'parameterCount is not the sum of the tensors.',
  });
export type ModelSpec = z.infer<typeof modelSpecSchema>;

/**
 * A checked spec from its tensors.
 *
 * @throws {z.ZodError} when names repeat or a shape is not of whole numbers from 1 on.
 */
export function defineModel(id: string, architecture: number, tensors: readonly TensorSpec[]): ModelSpec {
  return modelSpecSchema.parse({ id, architecture, tensors, parameterCount: countParameters(tensors) });
}

/** How many numbers a tensor has. */
export function tensorLength(tensor: TensorSpec): number {
  return tensor.shape.reduce((product, side) => product * side, 1);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function countParameters(tensors: readonly TensorSpec[]): number {
  return tensors.reduce((sum, tensor) => sum + tensorLength(tensor), 0);
}
