/** Puts off the next attempt: longer each time, and not as long for all clients. */
export class Backoff {
  #attempts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param first the first pause, in milliseconds
   * @param longest the longest pause, in milliseconds
   */
  constructor(
    private readonly first = 500,
    private readonly longest = 30_000,
    private readonly random: () => number = Math.random,
  ) {}

  /** Try again later. Of several attempts that are put off, the last counts. */
  later(attempt: () => void): void {
    this.cancel();
    const pause = Math.min(this.longest, this.first * 2 ** this.#attempts++);
    this.#timer = setTimeout(attempt, pause * (0.5 + this.random() / 2));
  }

  /** Do not try again. */
  cancel(): void {
    clearTimeout(this.#timer);
  }

  /** Hear that all is well. */
  reset(): void {
    this.#attempts = 0;
  }
}
