/** Takes what comes. */
export interface Observer<T> {
  next?: (value: T) => void;
  error?: (error: unknown) => void;
}

/** What ends a subscription. */
export interface Subscription {
  unsubscribe(): void;
}

/** Something that can be subscribed to, also by RxJS' `from` and by Svelte's `$`. */
export interface Observable<T> {
  subscribe(observer: Observer<T> | ((value: T) => void)): Subscription;
}

/** A function is an observer that takes values only. */
export function observerOf<T>(observer: Observer<T> | ((value: T) => void)): Observer<T> {
  return typeof observer === 'function' ? { next: observer } : observer;
}

/** Tells all its subscribers what comes. */
export class Subject<T> implements Observable<T> {
  readonly #observers = new Set<(value: T) => void>();

  subscribe(observer: Observer<T> | ((value: T) => void)): Subscription {
    const target = observerOf(observer);
    const take = (value: T) => target.next?.(value);
    this.#observers.add(take);
    return { unsubscribe: () => void this.#observers.delete(take) };
  }

  next(value: T): void {
    for (const observer of [...this.#observers]) {
      observer(value);
    }
  }
}

/** A subject that has a value, which it tells new subscribers at once. */
export class State<T> extends Subject<T> {
  constructor(private current: T) {
    super();
  }

  get value(): T {
    return this.current;
  }

  override subscribe(observer: Observer<T> | ((value: T) => void)): Subscription {
    const subscription = super.subscribe(observer);
    observerOf(observer).next?.(this.current);
    return subscription;
  }

  override next(value: T): void {
    this.current = value;
    super.next(value);
  }
}
