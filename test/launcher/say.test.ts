import { PassThrough } from 'node:stream';
import { sayTo, sayingElapsed } from '../../launcher/say';

function stream(isTTY: boolean): { stream: NodeJS.WriteStream; written: () => string } {
  const through = new PassThrough();
  const pieces: string[] = [];
  through.on('data', (piece: Buffer) => pieces.push(piece.toString()));
  return {
    stream: Object.assign(through, { isTTY }) as unknown as NodeJS.WriteStream,
    written: () => pieces.join(''),
  };
}

test('a terminal rewrites passing lines in place; a log gets each of them', () => {
  const [terminal, log] = [stream(true), stream(false)];
  for (const { stream: to } of [terminal, log]) {
    const say = sayTo(to);
    say('building', true);
    say('building 5 s', true);
    say('done');
    say('next');
  }
  expect(terminal.written()).toBe('building\r\x1b[2Kbuilding 5 s\r\x1b[2Kdone\nnext\n');
  expect(log.written()).toBe('building\nbuilding 5 s\ndone\nnext\n');
});

test('a long job is heard of while it runs, and not after it failed', async () => {
  const said: string[] = [];
  let finish: (error: Error) => void = () => undefined;
  const job = new Promise<never>((_, reject) => {
    finish = reject;
  });
  const say = (line: string): void => {
    said.push(line);
    if (said.length === 3) finish(new Error('no network'));
  };
  await expect(sayingElapsed(say, 'Building', () => job, 5)).rejects.toThrow('no network');
  expect(said).toEqual(['Building ...', 'Building ... 0 s', 'Building ... 0 s']);
});
