/** Random numbers that are the same each time. */
export class Random {
  constructor(private state: number) {}

  /** A whole number from 0 up to, but not including, a bound. */
  below(bound: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * bound);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) {
      throw new Error('Nothing to pick from');
    }
    return item;
  }
}
