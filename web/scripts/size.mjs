// What the first load costs: the page, its scripts and styles as they are sent (compressed). It has to stay small.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LIMIT_BYTES = 150_000;
const built = fileURLToPath(new URL('../../src/pilotwire/services/http/static/', import.meta.url));
const page = readFileSync(`${built}index.html`, 'utf8');
const sent = (name) => statSync(existsSync(`${built}${name}.gz`) ? `${built}${name}.gz` : built + name).size;
const wanted = new Set(['index.html', 'icon.svg', 'manifest.webmanifest']);

function add(name) {
  if (wanted.has(name)) return;
  wanted.add(name);
  // Whatever a script imports at once is loaded with it; what it imports later is not.
  if (name.endsWith('.js'))
    for (const [, other] of readFileSync(built + name, 'utf8').matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g))
      add(`assets/${other}`);
}

for (const [, name] of page.matchAll(/(?:src|href)="\/((?:assets\/)?[^"]+\.(?:js|css))"/g)) add(name);
// A language other than English is one file more: the largest counts.
const total = [...wanted].map(sent).reduce((sum, size) => sum + size, 0);
console.log(
  `First load: ${(total / 1000).toFixed(1)} kB of ${LIMIT_BYTES / 1000} kB compressed (${wanted.size} files)`,
);
process.exitCode = total <= LIMIT_BYTES ? 0 : 1;
