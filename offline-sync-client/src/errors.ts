/** What went wrong in this client, with a code to tell cases apart. */
export class OfflineSyncError extends Error {
  constructor(
    readonly code: 'unknown-table' | 'exists' | 'not-found' | 'invalid-argument' | 'storage' | 'closed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'OfflineSyncError';
  }
}
