/** Every combination of choices that a computation makes on its way, one run after the other, like an odometer. */
export class Choices {
  /** How many runs there were so far. */
  runs = 0;
  private readonly digits: { at: bigint; readonly count: bigint }[] = [];
  private turn = 0;

  /** What to choose among so many in this run; how many there are may depend on the choices before. */
  next(count: bigint): bigint {
    return (this.digits[this.turn++] ??= { at: 0n, count }).at;
  }

  /** Ends a run; whether there is a combination left for a further one. */
  advance(): boolean {
    this.runs++;
    this.digits.length = this.turn;
    this.turn = 0;
    for (let last = this.digits.at(-1); last; last = this.digits.at(-1)) {
      if (++last.at < last.count) return true;
      this.digits.pop();
    }
    return false;
  }
}
