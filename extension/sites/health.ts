import type { HealthNote } from '../../shared/protocol/page.ts';

/** Most notes kept for a page; the message that carries them has the same limit. */
const MAX_NOTES = 40;

/** Collects what an adapter looked for and did not find, once for each field and problem. */
export function createHealth(): Health {
  const notes = new Map<string, HealthNote>();
  return {
    note(field, problem, essential = false) {
      const key = `${field} ${problem}`;
      if (notes.size < MAX_NOTES && !notes.has(key)) notes.set(key, { field, problem, essential });
    },
    notes: () => [...notes.values()],
  };
}

export interface Health {
  /** `essential`: without the field the page cannot be used. */
  note(field: string, problem: HealthNote['problem'], essential?: boolean): void;
  notes(): readonly HealthNote[];
}
