/** Whether a link of the room leads only where it can run nothing. */
import { Link, isSafeLink } from '../../../client/console/parts/link';
import { renderPage } from '../../../client/console/render';

test.each([
  '/',
  '/incidents/x4tm',
  '#why',
  '?page=2',
  'https://example.com/a?b#c',
  'HTTP://example.com',
  'mailto:a@example.com',
])('%s is let through', (href) => expect(isSafeLink(href)).toBe(true));

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'vbscript:x',
  'data:text/html,<script>alert(1)</script>',
  'blob:https://example.com/x',
  '//example.com',
  '/\\example.com',
  '\\\\example.com',
  'https:',
  '',
])('%j is not', (href) => {
  expect(isSafeLink(href)).toBe(false);
  expect(renderPage(<Link href={href}>here</Link>)).toBe('<!doctype html><span>here</span>');
});

test('foreign text is escaped, and turns no direction', () => {
  expect(renderPage(<p title={'"><script>'}>{'<b>a\u202eb\u2066c\u200fd</b>'}</p>)).toBe(
    '<!doctype html><p title="&quot;>&lt;script>">&lt;b>abcd&lt;/b></p>',
  );
});
