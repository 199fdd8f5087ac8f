/** When does the demo say that the machine is too slow, and not that Muster failed? */
import { slowness } from '../../demo/lag';

const punctual = (count: number): number[] => Array.from({ length: count }, () => 3);

const late = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

test.each([
  ['nothing was measured', []],
  ['every timer was on time', punctual(700)],
  ['a few were late by a third of a policy minute', [...punctual(690), ...late(10, 330)]],
  ['many were late by less than anybody notices', late(700, 200)],
])('it judges the ledger when %s', (_when, lags) => {
  expect(slowness(lags)).toBeUndefined();
});

test.each([
  ['one in ten was late', [...punctual(630), ...late(70, 330)], /10 % .* the worst by 0\.3 s/],
  ['it once stood still for two policy minutes', [...punctual(699), 2_000], /the worst by 2\.0 s/],
])('it blames the machine when %s', (_when, lags, words) => {
  expect(slowness(lags)).toMatch(/^This machine is too slow to play at this speed/);
  expect(slowness(lags)).toMatch(words);
});
