/** A stage of `npm test`, as it ended. */
export interface Stage {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** What a person should know of it: why it could not run, what was left out. */
  readonly note?: string;
}

/** A stage that broke down before it could count anything: that is one failure. */
export function brokenStage(name: string, seconds: number, note: string): Stage {
  return { name, passed: 0, failed: 1, skipped: 0, seconds, note };
}

/** One line that tells how a stage ended. */
export function stageLine({ name, passed, failed, skipped, seconds, note }: Stage): string {
  const mark = failed === 0 ? '✓' : '✗';
  const left = skipped === 0 ? '' : `, ${skipped} skipped`;
  const why = note === undefined ? '' : `  (${note})`;
  return `${mark} ${name.padEnd(10)} ${passed} passed, ${failed} failed${left}  ${seconds.toFixed(0)} s${why}`;
}
