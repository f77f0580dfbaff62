/** Set-up of the unit tests in `npm run test:full`: properties that name no count of their own run twenty times as often. */
import fc from 'fast-check';

fc.configureGlobal({ numRuns: 2000 });
