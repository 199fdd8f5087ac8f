import { Unreachable } from '../../../client/errors';
import { createThrottle } from '../../../client/temporal/throttle';

const isAway = (error: unknown): boolean => error instanceof Unreachable;

/** Calls that end when they are told to, and notes of which have begun. */
function calls() {
  const begun: string[] = [];
  const ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  const call = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve, reject) => ends.set(name, { resolve: () => resolve(`${name} done`), reject }));
  };
  return { begun, call, end: (name: string) => ends.get(name) };
}

it('lets two go at once, and the others in the order in which they came', async () => {
  const inTurn = createThrottle({ atOnce: 2, waitMs: 1_000, isAway });
  const { begun, call, end } = calls();
  const all = ['a', 'b', 'c', 'd'].map((name) => inTurn(call(name)));
  await Promise.resolve();
  expect(begun).toEqual(['a', 'b']);
  end('b')?.resolve();
  await expect(all[1]).resolves.toBe('b done');
  expect(begun).toEqual(['a', 'b', 'c']);
  end('a')?.resolve();
  await all[0];
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  end('c')?.resolve();
  end('d')?.resolve();
  await expect(Promise.all(all)).resolves.toHaveLength(4);
});

it('refuses all who wait when one hears that the server is away, and takes the next ones again', async () => {
  const inTurn = createThrottle({ atOnce: 1, waitMs: 1_000, isAway });
  const { begun, call, end } = calls();
  const all = ['a', 'b', 'c'].map((name) => inTurn(call(name)));
  await Promise.resolve();
  end('a')?.reject(new Unreachable('away'));
  const heard = await Promise.allSettled(all);
  expect(heard.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(begun).toEqual(['a']);
  await expect(inTurn(() => Promise.resolve('back'))).resolves.toBe('back');
});

it('lets the others wait on when one failed for a reason of its own', async () => {
  const inTurn = createThrottle({ atOnce: 1, waitMs: 1_000, isAway });
  const own = inTurn(() => Promise.reject(new Error('mine')));
  const next = inTurn(() => Promise.resolve('fine'));
  await expect(own).rejects.toThrow('mine');
  await expect(next).resolves.toBe('fine');
});

it('refuses whose turn comes too late, and passes it on to who came later', async () => {
  let now = 0;
  const inTurn = createThrottle({ atOnce: 1, waitMs: 1_000, isAway, now: () => now });
  const { begun, call, end } = calls();
  const first = inTurn(call('a'));
  const late = inTurn(call('b'));
  now = 900;
  const later = inTurn(call('c'));
  await Promise.resolve();
  now = 1_500;
  end('a')?.resolve();
  await expect(late).rejects.toThrow('is overloaded');
  await first;
  expect(begun).toEqual(['a', 'c']);
  end('c')?.resolve();
  await expect(later).resolves.toBe('c done');
});
