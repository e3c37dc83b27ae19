/** Thrown when a computation has used up its steps; caught where a verdict is made, which becomes `undecided`. */
export class BudgetSpent extends Error {
  override readonly name = "BudgetSpent";
}

/** Counts steps, never milliseconds, so that a verdict does not depend on the machine's load. */
export class Budget {
  readonly steps: number;
  private left: number;
  constructor(steps: number) {
    this.steps = steps;
    this.left = steps;
  }
  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new BudgetSpent(`the budget of ${this.steps} steps is spent`);
  }
}
