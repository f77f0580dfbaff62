/** Signals closer together than this are one Ctrl-C: npm passes on what the terminal has already sent, ms. */
const ONE_PRESS_MS = 2000;

/** Resolves at the first SIGINT or SIGTERM; pressing again later ends the process at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | null = null;
    const stop = (): void => {
      first ??= Date.now();
      if (Date.now() - first > ONE_PRESS_MS) process.exit(130);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
