import fc from 'fast-check';
import { withoutLiterals } from '../../../../activities/adapters/postgresql/statement-text';

test.each([
  [`SELECT * FROM users WHERE mail = 'ada@example.com'`, 'SELECT * FROM users WHERE mail = ?'],
  [`SELECT 'it''s', E'a\\'b', 12.5, 1e-3`, 'SELECT ?, ?, ?, ?'],
  ['SELECT $$secret$$, $tag$ $$ secret $tag$', 'SELECT ?, ?'],
  ['SELECT 1 -- password hunter2\n, 2 /* token */', 'SELECT ? , ?'],
  ['SELECT a1, "b 2", table3.c4 FROM t5', 'SELECT a1, "b 2", table3.c4 FROM t5'],
  ['SELECT $1, $12', 'SELECT $1, $12'],
  [`SELECT  a\n\tFROM b`, 'SELECT a FROM b'],
  ['', ''],
])('%j is told as %j', (sql, told) => expect(withoutLiterals(sql)).toBe(told));

test.each([
  [`UPDATE t SET a = 'cut off in the mid`, 'UPDATE t SET a = ?'],
  ['DO $body$ cut off', 'DO ?'],
  ['SELECT a /* cut off', 'SELECT a'],
])('what the server has cut off leaves nothing behind: %j', (sql, told) => expect(withoutLiterals(sql)).toBe(told));

const anyText = fc.string({ unit: 'grapheme', maxLength: 30 });

const CANARY = 'canary77af';

/** Each way to put a text into a statement. */
const literal = anyText.chain((text) => {
  const held = `${text}${CANARY}`;
  return fc.constantFrom(
    `'${held.replaceAll("'", "''")}'`,
    `E'${held.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
    `$q$${held.replaceAll('$', '')}$q$`,
    `-- ${held.replace(/[\r\n]/g, '')}\n`,
    `/* ${held.replaceAll('*', '')} */`,
  );
});

test('nothing that was put into a statement is told, wherever it stands and wherever it is cut off', () => {
  fc.assert(
    fc.property(fc.array(literal, { minLength: 1, maxLength: 5 }), fc.nat(200), (literals, cut) => {
      const sql = `SELECT a FROM t WHERE ${literals.join(' AND b = ')}`;
      expect(withoutLiterals(sql)).not.toContain(CANARY);
      expect(withoutLiterals(sql.slice(0, cut))).not.toContain(CANARY);
      expect(withoutLiterals(sql)).toMatch(/^SELECT a FROM t WHERE/);
    }),
  );
});

test('what was told once is told the same again', () => {
  fc.assert(fc.property(anyText, (text) => expect(withoutLiterals(withoutLiterals(text))).toBe(withoutLiterals(text))));
});
