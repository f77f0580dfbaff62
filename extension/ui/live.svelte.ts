import { liveQuery } from 'dexie';

/** The newest answer of a query, as reactive state; `failed` when the database refused the last one. */
export interface Live<T> {
  readonly current: T;
  readonly failed: boolean;
}

/**
 * Follows a Dexie query while the component lives: whenever a table it read changes, in whatever context, `current`
 * follows.
 *
 * @param prepare runs in an effect: reactive values it reads start the query anew. The query it returns runs outside.
 * @param initial until the first answer.
 */
export function live<T>(prepare: () => () => Promise<T>, initial: T): Live<T> {
  let current = $state.raw(initial);
  let failed = $state(false);
  $effect(() => {
    const subscription = liveQuery(prepare()).subscribe({
      next: (answer) => {
        current = answer;
        failed = false;
      },
      error: () => {
        failed = true;
      },
    });
    return () => subscription.unsubscribe();
  });
  return {
    get current() {
      return current;
    },
    get failed() {
      return failed;
    },
  };
}

/** The time, ticking: for sentences such as "until 14:30" that stop being true. */
export function clock(everyMs = 15_000): { readonly now: number } {
  let now = $state(Date.now());
  $effect(() => {
    const timer = setInterval(() => {
      now = Date.now();
    }, everyMs);
    return () => clearInterval(timer);
  });
  return {
    get now() {
      return now;
    },
  };
}
