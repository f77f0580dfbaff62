/** `npm run check`: types, format, lint, arrows of import, dead code; two at a time. Exit 1 when one fails. */
import { runChecks } from './runner/checks.ts';
import { stageLine } from './runner/stage.ts';

const stage = await runChecks((line) => console.log(line));
console.log(stageLine(stage));
process.exitCode = stage.failed === 0 ? 0 : 1;
