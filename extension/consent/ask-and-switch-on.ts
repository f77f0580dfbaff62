import type { Consent } from '../storage/records.ts';
import { switchSiteOff, switchSiteOn } from './changes.ts';

/** What switching a site on asks of the browser and of the record; `T` tells what went wrong with the record. */
export interface SwitchOnPorts<T> {
  now(): number;
  /** Asks the person for hosts; must be called in the click itself. */
  request(origins: readonly string[]): Promise<boolean>;
  /** Writes the record, and no more. Null when it went well. */
  note(change: (consent: Consent) => Consent): Promise<T | null>;
  /** Writes the record and has the browser brought in line with it. Null when it went well. */
  change(change: (consent: Consent) => Consent): Promise<T | null>;
}

export type SwitchedOn<T> =
  | { readonly is: 'on' | 'refused' | 'not-asked' }
  | { readonly is: 'trouble'; readonly trouble: T };

/**
 * Switches a site on, asking the browser for its hosts first: nothing is awaited before, or the browser would no longer
 * count the click.
 *
 * The choice is written down while the browser asks, because its dialogue takes the focus and may close the popup: the
 * background acts on the record when the permission arrives, and takes a choice back that has none.
 *
 * @param held whether the hosts are held already, so that nobody has to be asked
 */
export function askAndSwitchOn<T>(
  ports: SwitchOnPorts<T>,
  site: string,
  origins: readonly string[],
  held: boolean,
): Promise<SwitchedOn<T>> {
  const answer = held ? Promise.resolve(true) : ports.request(origins);
  const noted = ports.note((consent) => switchSiteOn(consent, site, origins, ports.now()));
  const outcome = (trouble: T | null, is: 'on' | 'refused' | 'not-asked'): SwitchedOn<T> =>
    trouble === null ? { is } : { is: 'trouble', trouble };
  const takeBack = async (is: 'refused' | 'not-asked'): Promise<SwitchedOn<T>> =>
    outcome(await ports.change((consent) => switchSiteOff(consent, site, ports.now(), origins)), is);
  return answer.then(
    async (granted) => {
      const trouble = await noted;
      if (trouble !== null) return { is: 'trouble', trouble };
      return granted ? outcome(await ports.change((consent) => consent), 'on') : takeBack('refused');
    },
    async () => {
      await noted;
      return takeBack('not-asked');
    },
  );
}
