import { readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const CLIENT = resolve(import.meta.dirname, '../src/index.ts');
/** By what name code imports the client: from npm, or from the application that serves it. */
const NAMES = ['@offline-sync/client', '/offline-sync/client.js'];
/** Code, with what a comment before it says that its readers need not see. */
const BLOCK = /(?:<!-- (compile|from):([^]*?)-->\s*)?^ *```(\w*)\n([^]*?)^ *```$/gm;

const documents = ['README.md', ...readdirSync(resolve(ROOT, 'docs')).map((name) => `docs/${name}`)];

/** The code of all documents in a language, as files beside those of the tests. */
function blocks(language: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const document of documents.filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(resolve(ROOT, document), 'utf8');
    for (const [block, comment, context = '', name, code = ''] of text.matchAll(BLOCK)) {
      // What is from a file is compiled there.
      if (name === language && comment !== 'from') {
        const line = text.slice(0, text.indexOf(block)).split('\n').length;
        const file = `${document.replaceAll('/', '-')}-${line}.${language}`;
        const client = NAMES.some((one) => code.includes(`'${one}'`))
          ? ''
          : "import { createOfflineSync } from '@offline-sync/client';";
        found.set(resolve(import.meta.dirname, file), [client, context, code, 'export {};'].join('\n'));
      }
    }
  }
  return found;
}

/** What the compiler says against it. */
function errors(files: Map<string, string>, overrides: ts.CompilerOptions): string[] {
  const options = { ...projectOptions(), ...overrides };
  const base = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...base,
    fileExists: (name) => files.has(name) || base.fileExists(name),
    getSourceFile: (name, target, ...others) => {
      const text = files.get(name);
      return text === undefined ? base.getSourceFile(name, target, ...others) : ts.createSourceFile(name, text, target);
    },
    resolveModuleNameLiterals: (literals, from, _, settings) =>
      literals.map(({ text }) =>
        NAMES.includes(text)
          ? { resolvedModule: { resolvedFileName: CLIENT, extension: ts.Extension.Ts } }
          : ts.resolveModuleName(text, from, settings, base),
      ),
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([name, code]) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map(({ start = 0, messageText }) =>
        [basename(name), ts.flattenDiagnosticMessageText(messageText, ' '), code.slice(start).split('\n')[0]].join(
          ': ',
        ),
      ),
  );
}

function projectOptions(): ts.CompilerOptions {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    resolve(import.meta.dirname, '../tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, ' '));
      },
    },
  );
  return parsed?.options ?? {};
}

test.each([
  ['ts', {}],
  // Pages are not as strict as modules.
  ['js', { allowJs: true, checkJs: true, strict: false, exactOptionalPropertyTypes: false }],
])('the documents have %s that compiles', (language, overrides) => {
  const files = blocks(language);
  expect(files.size).toBeGreaterThan(0);
  expect(errors(files, overrides)).toEqual([]);
});
