import { SyncError } from './connection';

/** How long a server may tell a client to wait, at most, in milliseconds. */
const LONGEST_TOLD = 5 * 60_000;

/** Puts off the next attempt: longer each time, not as long for all clients, and no less than the server has said. */
export class Backoff {
  #attempts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt: () => void = () => undefined;
  #told = false;

  /**
   * @param first the first pause, in milliseconds
   * @param longest the longest pause, in milliseconds
   */
  constructor(
    private readonly first = 500,
    private readonly longest = 30_000,
    private readonly random: () => number = Math.random,
  ) {}

  /** Whether an attempt is put off: whatever would be tried now is to wait for that. */
  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  /**
   * Try again later. Of several attempts that are put off, the last counts.
   * @param error why, which may say how long to wait at least
   */
  later(attempt: () => void, error: unknown): void {
    this.cancel();
    const pause = Math.min(this.longest, this.first * 2 ** this.#attempts++) * (0.5 + this.random() / 2);
    const told = toldPause(error);
    this.#told = told > 0;
    this.#attempt = attempt;
    this.#timer = setTimeout(() => this.#try(), Math.max(pause, told));
  }

  /** Try now what is put off, unless the server has said for how long. */
  hurry(): void {
    if (this.isWaiting && !this.#told) {
      this.#try();
    }
  }

  /** Do not try again. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Hear that all is well. */
  reset(): void {
    this.#attempts = 0;
  }

  #try(): void {
    this.cancel();
    this.#attempt();
  }
}

/** How long the server wants to be left alone, in milliseconds; 0 if it has not said. */
function toldPause(error: unknown): number {
  const told = error instanceof SyncError ? error.details['retryAfterMillis'] : undefined;
  return typeof told === 'number' && told > 0 ? Math.min(told, LONGEST_TOLD) : 0;
}
