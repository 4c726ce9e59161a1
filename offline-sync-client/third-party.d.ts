import type { Metafile } from 'esbuild';

export function thirdParty(metafile: Pick<Metafile, 'outputs'>, root: string): string;
