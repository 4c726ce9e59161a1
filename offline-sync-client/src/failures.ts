import { SyncError } from './connection';

export function disconnected(message: string): SyncError {
  return new SyncError('disconnected', message, true);
}

export function timedOut(message: string): SyncError {
  return new SyncError('timeout', message, true);
}

export function invalidResponse(message: string): SyncError {
  return new SyncError('invalid-response', message, true);
}

export function misconfigured(message: string): SyncError {
  return new SyncError('invalid-configuration', message, false);
}
