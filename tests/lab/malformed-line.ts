/** A line of a data file that cannot be what it should. */
export class MalformedLine extends Error {
  constructor(file: string, line: number, problem: string) {
    super(`${file}, line ${line}: ${problem}. Correct the line or take it out.`);
    this.name = 'MalformedLine';
  }
}
