import { seededRandom } from '../text/hashing.ts';

/** Buckets of a sketch: a cosine of two sketches is that of the vectors to about 1/√256 = ±.06. */
export const SKETCH_LENGTH = 256;

/** Makes sketches `[SKETCH_LENGTH]` of vectors `[d]`. @throws RangeError for a vector of another length */
export type Sketcher = (vector: ArrayLike<number>) => Float64Array;

/**
 * Count sketches (Charikar, Chen and Farach-Colton 2002): each coordinate is added, with a sign, to one of 256 buckets,
 * both by chance that follows from the seed. Inner products are kept on average, in one pass over the vector. Whoever
 * knows the seed can make vectors that look unlike each other and are not; a server keeps it to itself.
 */
export function sketcher(d: number, seed: string): Sketcher {
  const bits = seededRandom(`sketch ${seed}`);
  const places = Uint16Array.from({ length: d }, () => bits.uint32() >>> 23);
  return (vector) => {
    if (vector.length !== d) throw new RangeError(`a vector of ${vector.length} values, not ${d}`);
    const sketch = new Float64Array(SKETCH_LENGTH);
    for (let j = 0; j < d; j++) {
      const place = places[j]!;
      // Eight bits name the bucket, the ninth is the sign.
      const bucket = place >>> 1;
      sketch[bucket] = sketch[bucket]! + ((place & 1) === 0 ? vector[j]! : -vector[j]!);
    }
    return sketch;
  };
}
