/** The battery, where the browser tells (Chromium, in documents only: a service worker cannot ask). */
export interface Battery {
  readonly charging: boolean;
  /** 0 … 1 */
  readonly level: number;
}

/** Null where it is not told. */
export async function readBattery(): Promise<Battery | null> {
  if (!knowsBattery(navigator)) return null;
  try {
    const { charging, level } = await navigator.getBattery();
    return { charging, level };
  } catch {
    return null;
  }
}

function knowsBattery(value: object): value is { getBattery(): Promise<Battery> } {
  return 'getBattery' in value && typeof value.getBattery === 'function';
}
