import type { ModelHash, RoundNumber } from '../../../shared/protocol/ids.ts';
import type { MaskingTerms } from '../../../shared/protocol/masking-terms.ts';
import type { PrivacyTerms } from '../../../shared/protocol/privacy-terms.ts';
import type { WarmChoice } from './voice/warm-start.ts';

/** What a thread is asked and answers. Everything goes by structured clone. */

/** Which people a thread plays; every thread of a run is set up alike, and any of them can play anybody. */
export type CrewSetup = TasteSetup | VoiceSetup | RankingSetup;

export interface TasteSetup {
  readonly task: 'taste';
  readonly folders: FleetFolders;
  readonly variant: { readonly counters: boolean; readonly newStories: boolean };
  /** Name or file of the attack under which people learn. */
  readonly attack?: string | undefined;
  readonly seed: number;
}

export interface VoiceSetup {
  readonly task: 'voice';
  readonly folders: FleetFolders;
  readonly warm: WarmChoice;
  readonly seed: number;
}

export interface RankingSetup {
  readonly task: 'ranking';
  readonly folders: FleetFolders;
  readonly seed: number;
}

/** One folder that is split by person, or one for participants and one for the unseen. */
export type FleetFolders = { readonly data: string } | { readonly train: string; readonly test: string };

/** The people there are. */
export interface Roster {
  readonly participants: readonly Person[];
  readonly unseen: readonly Person[];
}

export interface Person {
  readonly id: string;
  readonly segment: string;
  readonly examples: number;
}

/** One participant's part in a round. */
export interface UpdateRequest {
  readonly do: 'update';
  readonly person: string;
  /** Round of the fleet; chance follows from it. */
  readonly attempt: number;
  /** Round of the server. */
  readonly round: RoundNumber;
  readonly base: ModelHash;
  readonly parameters: Float32Array;
  readonly norm: number;
  readonly privacy: PrivacyTerms | null;
  readonly masking: MaskingTerms | null;
  readonly now: number;
  readonly steps: number;
  /** This person is an attacker, and learns from what the attack makes of the examples. */
  readonly poisoned?: boolean;
  /** One of several identities among whom this person deals out what is on the device: every `of`-th example. */
  readonly part?: { readonly at: number; readonly of: number };
}

/** The frame, or null when this person has nothing to learn from. */
export type UpdateReply = {
  readonly frame: Uint8Array;
  readonly rawNorm: number;
  /** What a member of a masked sum remembers. */
  readonly saved: Uint8Array | null;
} | null;

/** The gradients of some people summed, as somebody would compute them who had everybody's data in one place. */
export interface GradientRequest {
  readonly do: 'gradient';
  readonly people: readonly string[];
  readonly parameters: Float32Array;
  readonly step: number;
}

export interface GradientReply {
  readonly sum: Float32Array;
  readonly count: number;
}

/** How good parameters are for people, each with their own device's data. */
export interface JudgeRequest {
  readonly do: 'judge';
  readonly people: readonly string[];
  readonly parameters: Float32Array;
  /** With what takes ten times as long: the device's choice of the best of three judges, what own text adds. */
  readonly thorough: boolean;
}

/** Measures of each person, by name; a person on whom nothing can be measured is left out. */
export type JudgeReply = readonly PersonMeasures[];

export interface PersonMeasures {
  readonly id: string;
  readonly measures: Readonly<Record<string, number>>;
}

/** The simple baselines, and a device on its own. */
export interface CompareRequest {
  readonly do: 'compare';
  readonly people: readonly string[];
}

export type CrewRequest =
  | { readonly do: 'setup'; readonly setup: CrewSetup }
  | UpdateRequest
  | GradientRequest
  | JudgeRequest
  | CompareRequest;

export type CrewReply =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string };

/** A task's people, ready to play. */
export interface Crew {
  readonly roster: Roster;
  update(request: UpdateRequest): Promise<UpdateReply>;
  gradient(request: GradientRequest): Promise<GradientReply>;
  judge(request: JudgeRequest): Promise<JudgeReply>;
  compare(request: CompareRequest): Promise<JudgeReply>;
}
