// What a bundle contains of others, with their licences, which whoever passes the bundle on has to pass on too.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that ask for nothing but their text. Look at another one before adding it. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const LICENCE = /^(?:licen[cs]e|copying)(?:[.-].*)?$/i;
const NOTICE = /^notice(?:[.-].*)?$/i;

/**
 * Write the notice of what esbuild bundled.
 * @param metafile what esbuild tells of the bundle
 * @param root the folder that its paths start from
 */
export function thirdParty(metafile, root) {
  const notices = folders(metafile).map((folder) => notice(join(root, folder)));
  return ['The client contains these packages:', ...notices].join(`\n\n${'='.repeat(80)}\n`) + '\n';
}

function folders(metafile) {
  const found = new Set();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = bytesInOutput > 0 ? PACKAGE.exec(path)?.[0] : undefined;
      if (folder !== undefined) {
        found.add(folder);
      }
    }
  }
  return [...found].sort();
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!ALLOWED.includes(license)) {
    throw new Error(
      `${name} ${version} is bundled, and its licence is ${JSON.stringify(license)}: only ${ALLOWED.join(', ')} are allowed`,
    );
  }
  const files = readdirSync(folder).sort();
  const licences = files.filter((file) => LICENCE.test(file));
  if (licences.length === 0) {
    throw new Error(`${name} ${version} is bundled, and has no licence text in ${folder}`);
  }
  const texts = [...licences, ...files.filter((file) => NOTICE.test(file))].map((file) =>
    readFileSync(join(folder, file), 'utf8').trimEnd(),
  );
  return [`${name} ${version}, ${license}`, ...texts].join(`\n${'-'.repeat(80)}\n`);
}
