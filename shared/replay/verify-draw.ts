import { drawCohort } from '../influence/draw-cohort.ts';
import type { RoundLeaf } from '../protocol/log.ts';

/**
 * Draws a round's cohort again from what its leaf says was accepted.
 * @returns what is wrong, or null
 */
export function drawProblem(leaf: RoundLeaf): string | null {
  const entries = [...leaf.cohort, ...leaf.lost, ...leaf.notDrawn].map(
    ({ update, pseudonym, established }) => ({
      update,
      entity: pseudonym,
      established,
    }),
  );
  const { cohort } = drawCohort(entries, {
    size: leaf.size,
    seed: leaf.seed.reveal,
    label: `cohort of round ${leaf.round}`,
    crowd: !leaf.bootstrap,
  });
  const said = [...leaf.cohort, ...leaf.lost].map(({ update }): string => update).sort();
  return said.length === cohort.length && said.every((update, i) => update === cohort[i])
    ? null
    : 'the cohort is not the one that its seed draws';
}
