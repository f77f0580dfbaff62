/** What the scheduler looks at. Times are ms since 1970. */
export interface Circumstances {
  readonly now: number;
  /** Consent given, at least one kind of signal on. */
  readonly allowed: boolean;
  readonly pausedUntil: number | 'restart' | null;
  readonly presence: 'active' | 'idle' | 'locked';
  /** Null where the browser does not tell. */
  readonly battery: { readonly charging: boolean; readonly level: number } | null;
  /** What is missing before there is enough to learn from; null when nothing is. */
  readonly missing: string | null;
  /** What is new since the last training; null when nothing is. */
  readonly news: string | null;
  /** A model was fetched since the last training. */
  readonly newModel: boolean;
  readonly lastTraining: number | null;
  /** When a training failed since the last one that succeeded. */
  readonly lastFailure: number | null;
}

export type Decision =
  | { readonly train: true; readonly why: string }
  /** `until`: when to look again; null when something must happen first. */
  | { readonly train: false; readonly why: string; readonly until: number | null };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** One new opinion is worth an hour's wait for more of them. */
const REST = HOUR;
const REST_AFTER_FAILURE = 2 * HOUR;
/** Who never leaves the computer is not kept waiting: training takes seconds. */
const LONGEST_WAIT_FOR_IDLE = 12 * HOUR;
const LOWEST_BATTERY = 0.3;

/** Whether to train now; with a reason that a person can read. Pure. */
export function decideTraining(c: Circumstances): Decision {
  if (!c.allowed) return wait('Learning is off. Choose what may be learnt from under “Consent and sites”.');
  if (c.pausedUntil === 'restart') return wait('Paused until the browser starts again.');
  if (c.pausedUntil !== null && c.now < c.pausedUntil) return wait('Paused for now.', c.pausedUntil);
  if (c.missing !== null) return wait(c.missing);
  if (c.news === null && !c.newModel && c.lastTraining !== null) {
    return wait('Nothing new to learn from since the last training.');
  }
  if (c.lastFailure !== null && c.now < c.lastFailure + REST_AFTER_FAILURE) {
    return wait('The last training failed; it is tried again later.', c.lastFailure + REST_AFTER_FAILURE);
  }
  if (c.lastTraining !== null && c.now < c.lastTraining + REST) {
    return wait('Trained within the last hour; new signals are being gathered.', c.lastTraining + REST);
  }
  if (c.battery !== null && !c.battery.charging && c.battery.level < LOWEST_BATTERY) {
    return wait('The battery is low; training waits for power.', c.now + HOUR);
  }
  const waited = c.lastTraining === null ? 0 : c.now - c.lastTraining;
  if (c.presence === 'active' && waited < LONGEST_WAIT_FOR_IDLE) {
    return wait('Training waits until you take a break.');
  }
  return { train: true, why: newsOf(c) };
}

function newsOf({ news, newModel }: Circumstances): string {
  if (news !== null) return news;
  return newModel ? 'There is a new shared model to fit to you.' : 'Going over everything once more.';
}

function wait(why: string, until: number | null = null): Decision {
  return { train: false, why, until };
}
