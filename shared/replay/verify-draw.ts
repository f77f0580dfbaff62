import { drawCohort } from '../influence/draw-cohort.ts';
import { drawGroups } from '../masking/draw-groups.ts';
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
  if (said.join() !== cohort.join()) return 'the cohort is not the one that its seed draws';
  if (leaf.masking == null) return null;
  const { groupSize } = leaf.masking;
  const groups = drawGroups(said, { size: groupSize, seed: leaf.seed.reveal, round: leaf.round });
  const told = (leaf.groups ?? []).map(({ members }) => members.join());
  if (told.join(';') !== groups.map((members) => members.join()).join(';'))
    return 'the groups are not those that its seed draws';
  const used = (leaf.groups ?? []).flatMap(({ verdict, summed }) => (verdict === 'used' ? summed : []));
  return used.sort().join() === leaf.cohort.map(({ update }) => update).join()
    ? null
    : 'the cohort is not who is in the sums that were used';
}
