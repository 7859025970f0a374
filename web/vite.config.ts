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

/**
 * Completes what was built: `build.json` tells which build it is (a page that finds another one at the station reloads
 * itself), the service worker learns which files make the offline shell, and whatever shrinks gets a compressed copy,
 * so that a small station need not compress anything.
 */
function finishBuild(): Plugin {
  return {
    name: 'pilotwire-finish-build',
    apply: 'build',
    enforce: 'post',
    closeBundle() {
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
