import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { policyJsonSchema } from '../../policy/json-schema';
import { SHIPPED } from './files';

const COMMITTED = resolve(__dirname, '../../policy/release-manager.schema.json');

describe('the JSON Schema for editors', () => {
  // After a change of the schema: MUSTER_WRITE_SCHEMA=1 npx jest test/policy/json-schema
  test('is the committed file', () => {
    if (process.env['MUSTER_WRITE_SCHEMA'] !== undefined)
      writeFileSync(COMMITTED, `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
    expect(JSON.parse(readFileSync(COMMITTED, 'utf8'))).toEqual(policyJsonSchema());
  });

  test('is named in the first line of the shipped policy', () => {
    expect(readFileSync(SHIPPED, 'utf8').split('\n')[0]).toBe(
      '# yaml-language-server: $schema=./release-manager.schema.json',
    );
  });
});
