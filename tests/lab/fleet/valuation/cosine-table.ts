import { SKETCH_LENGTH } from '../../../../shared/influence/sketch.ts';

/** Cosines of all pairs of sketches, worked out once: the same ones are compared in every draw. */
export class CosineTable {
  private readonly rows: Float32Array[] = [];
  /** Below the diagonal: `cosines[i][j]` for j < i. */
  private readonly cosines: Float32Array[] = [];

  /** @returns the number under which it is known */
  add(sketch: Float64Array): number {
    const length = Math.hypot(...sketch);
    const row = Float32Array.from(sketch, (value) => (length > 0 ? value / length : 0));
    const cosines = new Float32Array(this.rows.length);
    for (const [j, other] of this.rows.entries()) {
      let sum = 0;
      for (let at = 0; at < SKETCH_LENGTH; at++) sum += row[at]! * other[at]!;
      cosines[j] = sum;
    }
    this.rows.push(row);
    this.cosines.push(cosines);
    return this.rows.length - 1;
  }

  /** Forgets everything that was added since it had `size` rows. */
  cutTo(size: number): void {
    this.rows.length = size;
    this.cosines.length = size;
  }

  get size(): number {
    return this.rows.length;
  }

  /** Cosine of two different rows. */
  of(i: number, j: number): number {
    return i > j ? this.cosines[i]![j]! : this.cosines[j]![i]!;
  }

  /** Largest cosine of a row with any of others; 0 with none. */
  largest(i: number, others: readonly number[]): number {
    let largest = 0;
    for (const j of others) {
      const cosine = this.of(i, j);
      if (cosine > largest) largest = cosine;
    }
    return largest;
  }
}
