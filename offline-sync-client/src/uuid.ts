let last = 0n;

/**
 * Make an id that nobody else makes, and that sorts behind those made here before: a UUID of version 7.
 */
export function uuid(now: number = Date.now()): string {
  const random = crypto.getRandomValues(new Uint8Array(10));
  let bits = BigInt(now) << 80n;
  for (const [index, byte] of random.entries()) {
    bits |= BigInt(byte) << BigInt(8 * (9 - index));
  }
  // Version and variant have their places among the random bits.
  bits = (bits & ~(0xfn << 76n)) | (7n << 76n);
  bits = (bits & ~(3n << 62n)) | (2n << 62n);
  last = bits > last ? bits : last + 1n;
  const hex = last.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
