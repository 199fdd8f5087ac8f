/** Whether a page waits only for the very first look, and hears of the next one later. */
import { createLastChecks } from '../../../client/console/last-checks';
import type { Check } from '../../../client/health/check';

test('the first page waits; later ones get what is known, and one look is behind all of them', async () => {
  let at = 0;
  const looks: ((checks: Check[]) => void)[] = [];
  const last = createLastChecks(
    () => new Promise((resolve) => looks.push(resolve)),
    () => at,
  );
  const found = (text: string): Check[] => [{ name: 'worker', ok: false, text }];
  const first = last();
  looks[0]?.(found('first'));
  expect(await first).toEqual(found('first'));
  at = 10_000;
  expect([await last(), looks.length]).toEqual([found('first'), 1]);
  at = 16_000;
  expect([await last(), await last(), looks.length]).toEqual([found('first'), found('first'), 2]);
  looks[1]?.(found('second'));
  await Promise.resolve();
  await Promise.resolve();
  expect([await last(), looks.length]).toEqual([found('second'), 2]);
});
