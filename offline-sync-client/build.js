// Bundles the client with what it needs, and with the licences of that; states its size, and fails when that is more
// than it should be.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { thirdParty } from './third-party.js';

const MOST_BYTES = 60 * 1024;
const file = 'dist/client.js';

rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['src/index.ts'],
  outfile: file,
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'inline',
  metafile: true,
});
writeFileSync('dist/THIRD-PARTY.txt', thirdParty(metafile, '.'));
copyFileSync('../LICENSE', 'dist/LICENSE');
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
const bytes = gzipSync(readFileSync(file), { level: 9 }).length;
console.log(`${file}: ${bytes} bytes gzipped, at most ${MOST_BYTES}`);
if (bytes > MOST_BYTES) {
  process.exit(1);
}
