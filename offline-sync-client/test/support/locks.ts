type Callback = (lock: { name: string } | null) => unknown;

interface Asked {
  isShared: boolean;
  callback: Callback;
  signal: AbortSignal | undefined;
  settle: (result: unknown) => void;
  reject: (reason: unknown) => void;
}

/** The Web Locks of a browser, as far as the client needs them. */
export class Locks {
  readonly #held = new Map<string, Asked[]>();
  readonly #waiting = new Map<string, Asked[]>();

  /** How many hold a lock. */
  holders(name: string): number {
    return (this.#held.get(name) ?? []).length;
  }

  readonly request = (name: string, ...rest: [Callback] | [LockOptions, Callback]): Promise<unknown> => {
    const callback = rest.at(-1) as Callback;
    const options = rest.length === 2 ? rest[0] : {};
    return new Promise((settle, reject) => {
      const { signal } = options;
      const asked = { isShared: options.mode === 'shared', callback, signal, settle, reject };
      if (options.ifAvailable && !this.#isFree(name, asked)) {
        settle(callback(null));
        return;
      }
      this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), asked]);
      signal?.addEventListener('abort', () => {
        if (this.#take(this.#waiting, name, asked)) {
          reject(signal.reason as Error);
        }
      });
      this.#grant(name);
    });
  };

  #isFree(name: string, { isShared }: Asked): boolean {
    return (this.#held.get(name) ?? []).every((held) => held.isShared && isShared);
  }

  #grant(name: string): void {
    const next = this.#waiting.get(name)?.[0];
    if (next && this.#isFree(name, next)) {
      this.#take(this.#waiting, name, next);
      this.#held.set(name, [...(this.#held.get(name) ?? []), next]);
      void this.#run(name, next);
      this.#grant(name);
    }
  }

  async #run(name: string, asked: Asked): Promise<void> {
    try {
      asked.settle(await asked.callback({ name }));
    } catch (error) {
      asked.reject(error);
    } finally {
      this.#take(this.#held, name, asked);
      this.#grant(name);
    }
  }

  #take(from: Map<string, Asked[]>, name: string, asked: Asked): boolean {
    const all = from.get(name) ?? [];
    from.set(
      name,
      all.filter((each) => each !== asked),
    );
    return all.includes(asked);
  }
}
