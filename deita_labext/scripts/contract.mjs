/**
 * Writes src/api/contract.ts from the OpenAPI document of the service.
 *
 * With --check nothing is written: the exit code is 1 where the file differs.
 * The Python with the service in it is $PYTHON, or the first on the path.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import openapi, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

const target = fileURLToPath(new URL('../src/api/contract.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

const source = execFileSync(
  process.env.PYTHON ?? 'python',
  ['-m', 'deita_server_ext.contract.openapi'],
  { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }
);
const nodes = await openapi(JSON.parse(source), {
  defaultNonNullable: false,
  rootTypes: true,
  rootTypesNoSchemaPrefix: true
});
const header =
  '// Generated from deita_server_ext/contract by `jlpm contract`; not to be edited.\n\n';
const text = await format(header + astToString(nodes), {
  ...(await resolveConfig(target)),
  parser: 'typescript'
});

if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error(
    'src/api/contract.ts is not what the contract says: run `jlpm contract`.'
  );
  process.exit(1);
}
