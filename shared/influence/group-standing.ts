import type { RowStanding } from './round-weights.ts';

/** How a group stands, whose members' updates are known by their sum only: as its members do on average, and no better. */
export function groupStanding(members: readonly RowStanding[]): RowStanding {
  const mean = (of: (row: RowStanding) => number): number =>
    members.reduce((sum, row) => sum + of(row), 0) / members.length;
  return {
    ramp: mean(({ ramp }) => ramp),
    established: members.every(({ established }) => established),
    staleness: Math.max(...members.map(({ staleness }) => staleness)),
    multiplicity: mean(({ multiplicity }) => multiplicity),
    held: members.some(({ held }) => held === true),
  };
}
