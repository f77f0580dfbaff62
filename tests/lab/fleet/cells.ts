import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  float32Bytes,
  float32FromBytes,
  float64Bytes,
  float64FromBytes,
} from '../../../shared/codec/vector-bytes.ts';

/**
 * The parts of a run that are done, kept in a folder: a run that was interrupted is called again and goes on. A part is
 * known by its name and by everything that decides its outcome, so that another seed or rule never meets it.
 */
export interface Cells {
  /** The part's result: read where it is known, made and kept where not. */
  done<T>(name: string, decides: unknown, schema: z.ZodType<T>, make: () => Promise<T>): Promise<T>;
  /** How far a part had come that is not done. */
  underWay<T>(name: string, decides: unknown, schema: z.ZodType<T>): T | null;
  keepUnderWay(name: string, decides: unknown, stands: unknown): void;
}

/** @param folder null keeps nothing */
export function openCells(folder: string | null): Cells {
  if (folder === null) {
    return {
      done: (_name, _decides, _schema, make) => make(),
      underWay: () => null,
      keepUnderWay: () => {},
    };
  }
  mkdirSync(folder, { recursive: true });
  const place = (name: string, decides: unknown, kind: string): string => {
    const mark = createHash('sha256').update(JSON.stringify(decides)).digest('hex').slice(0, 12);
    return join(folder, `${name}-${mark}.${kind}.json`);
  };
  return {
    async done(name, decides, schema, make) {
      const file = place(name, decides, 'done');
      const known = schema.safeParse(readJson(file));
      if (known.success) return known.data;
      const made = await make();
      writeWhole(file, made);
      rmSync(place(name, decides, 'under-way'), { force: true });
      return made;
    },
    underWay(name, decides, schema) {
      const stored = schema.safeParse(readJson(place(name, decides, 'under-way')));
      return stored.success ? stored.data : null;
    },
    keepUnderWay(name, decides, stands) {
      writeWhole(place(name, decides, 'under-way'), stands);
    },
  };
}

/** Float32 values as text. */
export function packFloat32(values: Float32Array): string {
  return Buffer.from(float32Bytes(values)).toString('base64');
}

/** Float32 values from their text. */
export const packedFloat32Schema = z
  .string()
  .transform((text, context) => float32FromBytes(Buffer.from(text, 'base64')) ?? broken(context));

/** Float64 values as text. */
export function packFloat64(values: Float64Array): string {
  return Buffer.from(float64Bytes(values)).toString('base64');
}

/** Float64 values from their text. */
export const packedFloat64Schema = z
  .string()
  .transform((text, context) => float64FromBytes(Buffer.from(text, 'base64')) ?? broken(context));

function broken(context: { addIssue(message: string): void }): never {
  context.addIssue('not whole numbers of values');
  return z.NEVER;
}

function readJson(file: string): unknown {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  } catch {
    return null;
  }
}

/** A run may be killed while it writes: the file is there whole, or as it was. */
function writeWhole(file: string, content: unknown): void {
  writeFileSync(`${file}.part`, JSON.stringify(content));
  renameSync(`${file}.part`, file);
}
