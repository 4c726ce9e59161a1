/** What went wrong in this client, with a code to tell cases apart. */
export class OfflineSyncError extends Error {
  constructor(
    readonly code: 'unknown-table' | 'exists' | 'not-found' | 'invalid-argument' | 'storage' | 'closed' | 'refused',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'OfflineSyncError';
  }
}

/**
 * The error for what could not be stored or read here.
 * @param what what that was, and what it means
 */
export function storageError(what: string, cause: unknown): OfflineSyncError {
  const reason = isFull(cause) ? 'there is no room left on the disk, or for this page' : messageOf(cause);
  return new OfflineSyncError('storage', `${what}: ${reason}`, { cause });
}

/** What went wrong, whatever was thrown. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Dexie wraps the reason why a transaction was aborted. */
function isFull(cause: unknown): boolean {
  const { name, inner } = (cause ?? {}) as { name?: unknown; inner?: unknown };
  return name === 'QuotaExceededError' || (inner !== undefined && inner !== null && isFull(inner));
}
