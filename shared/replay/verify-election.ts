import type { RoundLeaf } from '../protocol/log.ts';
import { decide } from '../ratification/decide.ts';

/**
 * Whether a round's ratification follows from the ballots that its leaf tells: every ballot counted once, the decision
 * the published one, and nothing promoted that was refused (`integrity.md` §2). That no ballot was left out, its voter
 * checks.
 * @returns what is wrong, or null
 */
export function electionProblem({ outcome, ratification, election }: RoundLeaf): string | null {
  if (ratification === 'refused' && outcome === 'published') return 'a refused candidate was published';
  if (election == null) {
    return ratification === 'skipped-small' ? null : `it is ${ratification}, and nobody was asked`;
  }
  const { ballots, asked, worse } = election;
  if (new Set(ballots.map(({ ballot }) => ballot)).size !== ballots.length)
    return 'a ballot is counted twice';
  if (ballots.length > asked) return `${ballots.length} ballots of ${asked} who were asked`;
  const decided = decide(ballots.length, ballots.filter((ballot) => ballot.worse).length);
  if (decided.outcome !== ratification) return `its ballots say ${decided.outcome}, the leaf ${ratification}`;
  if (decided.worse?.share !== worse?.share || decided.worse?.se !== worse?.se) {
    return 'the share of ‘worse’ does not follow from its ballots';
  }
  return null;
}
