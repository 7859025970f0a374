// Writes src/api/schema.ts from the station's own description of its API (a file, the first argument).
// A field that may be left out of a request is optional, whatever its default.
import { readFileSync, writeFileSync } from 'node:fs';
import openapi, { astToString } from 'openapi-typescript';

const document = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const types = astToString(await openapi(document, { alphabetize: true, defaultNonNullable: false }));
const notice = '// Made from the OpenAPI document of /api/v1 by `make web-types`; not edited by hand.\n';
writeFileSync(process.argv[3] ?? new URL('../src/api/schema.ts', import.meta.url), notice + types);
