/** `tsx contracts/tools/gas.ts`: prints what each way to claim costs, in gas (batches: for each account). */
import { measureGas } from './measure-gas.ts';

console.table(await measureGas());
