import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startReading } from '../capture/visit.ts';
import { pagePort } from '../platform/page-port.ts';
import { showBadges } from '../reading/page-badges.ts';
import { reddit } from '../sites/reddit.ts';

/** Reads the pages of story subreddits. Registered for the hosts a reader grants, so it names none itself. */
export default defineUnlistedScript(() => startReading(reddit, { port: pagePort, badges: showBadges }));
