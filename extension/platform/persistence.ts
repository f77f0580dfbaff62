/** The browser's own say over stored data. */

/** Asks the browser not to clear our data when space is short; false when it does not promise. */
export async function keepStorage(): Promise<boolean> {
  try {
    return (await navigator.storage?.persist?.()) ?? false;
  } catch {
    return false;
  }
}

/** Bytes used and allowed; null where the browser does not tell. */
export async function storageSpace(): Promise<{ used: number; allowed: number } | null> {
  try {
    const { usage, quota } = await navigator.storage.estimate();
    return usage === undefined || quota === undefined ? null : { used: usage, allowed: quota };
  } catch {
    return null;
  }
}
