// Every language says everything: same areas, same messages, same places to fill; and nothing is left that no page uses.
import { readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../src/', import.meta.url);
const LANGUAGES = ['en', 'de', 'fr', 'es', 'nl', 'it'];
const places = (text) =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map((match) => match[1])
    .sort()
    .join();
// Reasons that the station words itself are English: a sentence in another language may do without them.
const translated = (text) => places(text.replaceAll(/\{(why|waiting)\}/g, ''));
const forms = (message) => (typeof message === 'string' ? [message] : Object.values(message));
const read = (language, area) => JSON.parse(readFileSync(new URL(`messages/${language}/${area}`, ROOT), 'utf8'));
const problems = [];

function sources(folder) {
  return readdirSync(new URL(folder, ROOT), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(svelte|ts)$/.test(entry.name) && !entry.parentPath.includes('/messages'))
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'))
    .join('\n');
}

const code = sources('.');
for (const area of readdirSync(new URL('messages/en', ROOT))) {
  const english = read('en', area);
  const name = area.replace('.json', '');
  for (const language of LANGUAGES.slice(1)) {
    const other = read(language, area);
    for (const [key, message] of Object.entries(english)) {
      if (!(key in other)) problems.push(`${language}/${area}: ${key} is missing`);
      else if (
        ![places(forms(message).at(-1)), translated(forms(message).at(-1))].includes(places(forms(other[key]).at(-1)))
      )
        problems.push(`${language}/${area}: ${key} has other places than in English`);
    }
    for (const key of Object.keys(other))
      if (!(key in english)) problems.push(`${language}/${area}: ${key} is not in English`);
  }
  // Names put together from parts: `home.mode_${mode}_help`.
  const made = [...code.matchAll(/`(\w+)\.(\w*)\$\{[^}]*\}(\w*)/g)].filter(([, area]) => area === name);
  // Areas whose messages are looked up by the station's words are used as a whole.
  if (code.includes(`word('${name}'`)) continue;
  for (const key of Object.keys(english)) {
    const used =
      code.includes(`${name}.${key}'`) || made.some(([, , head, tail]) => key.startsWith(head) && key.endsWith(tail));
    if (!used) problems.push(`en/${area}: nothing uses ${key}`);
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
