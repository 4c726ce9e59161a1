// Bundles the client with what it needs, states its size, and fails when that is more than it should be.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const MOST_BYTES = 60 * 1024;
const file = 'dist/client.js';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/index.ts'],
  outfile: file,
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'inline',
});
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
const bytes = gzipSync(readFileSync(file), { level: 9 }).length;
console.log(`${file}: ${bytes} bytes gzipped, at most ${MOST_BYTES}`);
if (bytes > MOST_BYTES) {
  process.exit(1);
}
