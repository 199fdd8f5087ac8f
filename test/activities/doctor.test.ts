import { createExaminingActivities } from '../../activities/doctor';
import type { IntegrationCheck } from '../../activities/ports/check';
import type { Examined } from '../../domain/doctor/finding';
import { guide } from '../support/virtual-clock';
import { MockActivityEnvironment } from '@temporalio/testing';

const check = (what: string, examine: IntegrationCheck['examine']): IntegrationCheck => ({ what, examine });

const examine = (checks: IntegrationCheck[], environment = new MockActivityEnvironment()): Promise<Examined[]> =>
  environment.run<[], Examined[], () => Promise<Examined[]>>(() =>
    createExaminingActivities({ checks }).examineIntegrations({ policy: guide }),
  );

test('a check that fails is a finding and hides no other', async () => {
  const fine = check('One', () => Promise.resolve([{ state: 'ok', what: 'One', text: 'answers' }]));
  const broken = check('Two', () => Promise.reject(new Error('Two refused: 401')));
  expect(await examine([broken, fine])).toEqual([
    { state: 'error', what: 'Two', text: 'Two refused: 401' },
    { state: 'ok', what: 'One', text: 'answers' },
  ]);
});

test('one that does not heed its signal is given up when the examination is called off', async () => {
  const environment = new MockActivityEnvironment();
  const deaf = check('Deaf', () => {
    environment.cancel();
    return new Promise(() => undefined);
  });
  expect(await examine([deaf], environment)).toEqual([{ state: 'error', what: 'Deaf', text: 'cancelled' }]);
});

test('what it says can do nothing and has no secret in it', async () => {
  const chatty = check('Chatty', () => Promise.reject(new Error('@channel\nbad token xoxb-1234567890-abc')));
  const [found] = await examine([chatty]);
  expect(found?.text).toBe('＠channel bad token [redacted]');
});

test('nothing to try is nothing found', async () => {
  expect(await examine([])).toEqual([]);
});
