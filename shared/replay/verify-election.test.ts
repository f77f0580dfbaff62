import { describe, expect, it } from 'vitest';
import type { Election, RoundLeaf } from '../protocol/log.ts';
import { decide } from '../ratification/decide.ts';
import { electionProblem } from './verify-election.ts';

const ballotOf = (at: number) => at.toString(16).padStart(64, '0') as Election['ballots'][number]['ballot'];

/** The part of a leaf that tells of a vote of so many, of whom so many said ‘worse’. */
function told(votes: number, worse: number, over: Partial<RoundLeaf> = {}): RoundLeaf {
  const decided = decide(votes, worse);
  const election: Election = {
    asked: 50,
    ballots: Array.from({ length: votes }, (_, at) => ({ ballot: ballotOf(at), worse: at < worse })),
    worse: decided.worse,
    segments: [],
  };
  const outcome = decided.outcome === 'refused' ? 'quarantined' : 'published';
  return { outcome, ratification: decided.outcome, election, ...over } as RoundLeaf;
}

describe('the vote that a leaf tells', () => {
  it.each([
    ['few votes', told(10, 9)],
    ['a refusal', told(40, 40)],
    ['a promotion', told(40, 3)],
    ['nobody asked', told(0, 0, { election: null })],
  ])('holds for %s', (_, leaf) => {
    expect(electionProblem(leaf)).toBeNull();
  });

  it.each<[string, RoundLeaf, RegExp]>([
    ['a refused candidate that was published', told(40, 40, { outcome: 'published' }), /refused candidate/],
    ['a decision against the ballots', told(40, 40, { ratification: 'ratified' }), /ballots say refused/],
    ['a decision without a vote', told(40, 3, { election: null }), /nobody was asked/],
    ['more ballots than people', told(51, 3), /51 ballots of 50/],
  ])('does not hold for %s', (_, leaf, problem) => {
    expect(electionProblem(leaf)).toMatch(problem);
  });

  it('does not hold when a ballot is there twice, or a share is another', () => {
    const { election, ...leaf } = told(40, 3);
    if (election == null) throw new Error('no election');
    const [first] = election.ballots;
    const twice = { ...election, ballots: [...election.ballots.slice(1), ...election.ballots.slice(1, 2)] };
    expect(first).toBeDefined();
    expect(electionProblem({ ...leaf, election: twice })).toMatch(/twice/);
    expect(electionProblem({ ...leaf, election: { ...election, worse: { share: 0, se: 1 } } })).toMatch(
      /share/,
    );
  });
});
