/// <reference types="vitest/config" />
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Where `npm run dev` finds a station. */
const STATION = process.env['PILOTWIRE_STATION'] ?? 'http://127.0.0.1:8000';
const BUILT = fileURLToPath(new URL('../src/pilotwire/services/http/static/', import.meta.url));

/** What others wrote and is in the pages: each package with its licence, as licences ask for it. */
function licences(packages: ReadonlySet<string>): string {
  const told = [...packages].sort().map((name) => {
    const folder = new URL(`node_modules/${name}/`, import.meta.url);
    const about = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { version: string };
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    if (file === undefined) throw new Error(`${name} comes without its licence`);
    return `${name} ${about.version}\n\n${readFileSync(new URL(file, folder), 'utf8').trim()}\n`;
  });
  return `These pages contain parts of:\n\n${told.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/**
 * Completes what was built: `build.json` tells which build it is (a page that finds another one at the station reloads
 * itself), the service worker learns which files make the offline shell, and whatever shrinks gets a compressed copy,
 * so that a small station need not compress anything.
 */
function finishBuild(): Plugin {
  const packages = new Set<string>();
  return {
    name: 'pilotwire-finish-build',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        for (const module of chunk.type === 'chunk' ? Object.keys(chunk.modules) : []) {
          const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(module)?.[1];
          if (name !== undefined) packages.add(name);
        }
      }
    },
    closeBundle() {
      writeFileSync(`${BUILT}licences.txt`, licences(packages));
      const names = readdirSync(BUILT, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`.replace(/\/+/g, '/').slice(BUILT.length))
        .sort();
      const hash = createHash('sha256');
      for (const name of names) hash.update(name).update(readFileSync(BUILT + name));
      const id = hash.digest('hex').slice(0, 12);
      const assets = names.filter((name) => name.startsWith('assets/')).map((name) => `/${name}`);
      const shell = ['/', '/theme.js', '/manifest.webmanifest', '/icon.svg', ...assets];
      const worker = readFileSync(new URL('src/worker.js', import.meta.url), 'utf8');
      writeFileSync(`${BUILT}worker.js`, worker.replace("'%SHELL%'", JSON.stringify(shell)).replace('%BUILD%', id));
      writeFileSync(`${BUILT}build.json`, JSON.stringify({ id }));
      const page = readFileSync(`${BUILT}index.html`, 'utf8');
      writeFileSync(`${BUILT}index.html`, page.replace('%BUILD%', id));
      for (const name of [...names, 'worker.js']) {
        const source = readFileSync(BUILT + name);
        const packed = gzipSync(source, { level: 9 });
        if (packed.length < source.length * 0.9) writeFileSync(`${BUILT}${name}.gz`, packed);
      }
    },
  };
}

export default defineConfig({
  plugins: [svelte(), finishBuild()],
  build: {
    outDir: BUILT,
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  resolve: process.env['VITEST'] ? { conditions: ['browser'] } : {},
  server: { proxy: Object.fromEntries(['/api', '/login', '/logout', '/openapi'].map((path) => [path, STATION])) },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'] },
});
