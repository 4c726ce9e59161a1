import { vi } from 'vitest';

/** Wait until a condition holds, which is to be soon. */
export async function until(condition: () => unknown): Promise<void> {
  await vi.waitUntil(condition, { timeout: 5_000, interval: 2 });
}
