import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thirdParty } from '../third-party.js';

type Outputs = Parameters<typeof thirdParty>[0];

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'third-party-'));
});

afterEach(() => rmSync(root, { recursive: true }));

/** Install a package with the given files. */
function install(folder: string, license: string, files: Record<string, string>): void {
  mkdirSync(join(root, folder), { recursive: true });
  const name = folder.replace(/^.*node_modules\//, '');
  writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', license }));
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(root, folder, file), text);
  }
}

/** What esbuild would tell of a bundle of the given files. */
function bundled(paths: Record<string, number>): Outputs {
  const inputs = Object.fromEntries(
    Object.entries(paths).map(([path, bytesInOutput]) => [path, { bytesInOutput }] as const),
  );
  return { outputs: { 'client.js': { inputs, bytes: 0, imports: [], exports: [] } } };
}

describe('the notice of what is bundled', () => {
  it('has all packages that the client is bundled with', async () => {
    const { metafile } = await build({
      entryPoints: ['src/index.ts'],
      outfile: 'client.js',
      bundle: true,
      format: 'esm',
      metafile: true,
      write: false,
    });
    const text = thirdParty(metafile, '.');
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };
    expect(Object.keys(dependencies).length).toBeGreaterThan(0);
    for (const [name, version] of Object.entries(dependencies)) {
      expect(text).toContain(`${name} ${String(version)}, `);
    }
    expect(text).toContain('TERMS AND CONDITIONS FOR USE');
  });

  it('has licence and notice of each, and of those inside of others', () => {
    install('node_modules/@some/outer', 'MIT', { 'LICENSE.md': 'text of outer', NOTICE: 'notice of outer' });
    install('node_modules/@some/outer/node_modules/inner', 'ISC', { licence: 'text of inner' });
    const text = thirdParty(
      bundled({
        'src/index.ts': 10,
        'node_modules/@some/outer/index.js': 10,
        'node_modules/@some/outer/node_modules/inner/lib/index.js': 10,
      }),
      root,
    );
    expect(text).toContain('@some/outer 1.2.3, MIT');
    expect(text).toContain('text of outer');
    expect(text).toContain('notice of outer');
    expect(text).toContain('inner 1.2.3, ISC');
    expect(text).toContain('text of inner');
  });

  it('leaves out what the bundle has nothing of', () => {
    install('node_modules/unused', 'MIT', { LICENSE: 'text of unused' });
    expect(thirdParty(bundled({ 'node_modules/unused/index.js': 0 }), root)).not.toContain('unused');
  });

  it('refuses a package without the text of its licence', () => {
    install('node_modules/bare', 'MIT', { 'README.md': 'MIT' });
    const outputs = bundled({ 'node_modules/bare/index.js': 10 });
    expect(() => thirdParty(outputs, root)).toThrow('bare 1.2.3 is bundled, and has no licence text');
  });

  it('refuses a licence that nobody has looked at', () => {
    install('node_modules/copyleft', 'AGPL-3.0-only', { LICENSE: 'text' });
    const outputs = bundled({ 'node_modules/copyleft/index.js': 10 });
    expect(() => thirdParty(outputs, root)).toThrow('its licence is "AGPL-3.0-only"');
  });
});
