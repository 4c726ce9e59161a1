/** How long to wait before the next attempt: longer each time, and not the same for all clients. */
export class Backoff {
  #attempts = 0;

  /**
   * @param first the first pause, in milliseconds
   * @param longest the longest pause, in milliseconds
   */
  constructor(
    private readonly first = 500,
    private readonly longest = 30_000,
    private readonly random: () => number = Math.random,
  ) {}

  next(): number {
    const pause = Math.min(this.longest, this.first * 2 ** this.#attempts++);
    return pause * (0.5 + this.random() / 2);
  }

  reset(): void {
    this.#attempts = 0;
  }
}
