import path from 'node:path';
import fs from 'node:fs';
import { createOutbox, type OutboxOptions } from '../../../activities/adapters/outbox';
import { ProviderRejected, ProviderUnavailable } from '../../../activities/errors';
import { temporaryFolder } from '../../support/temporary-folder';

const at = Date.UTC(2024, 0, 15, 14, 30);

const message = { incidentId: 'i-1', key: 'k', kind: 'notice', text: 'hello' } as const;

function open(options: Partial<OutboxOptions> = {}) {
  const home = options.home ?? temporaryFolder('outbox');
  const file = path.join(home, 'outbox.jsonl');
  const lines = (): unknown[] =>
    fs
      .readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  return { home, file, lines, outbox: createOutbox({ now: () => at, ...options, home }) };
}

describe('the outbox', () => {
  it('writes a page as the person would get it', async () => {
    const { outbox, lines } = open();
    const to = { id: 'ana', name: 'Ana', contactPoints: [{ channel: 'phone', address: '+1' }] };
    expect(await outbox.pager.page({ ...message, kind: 'page', to, roles: ['on-call'] })).toEqual({ reference: 'k' });
    expect(lines()).toEqual([
      {
        at: '2024-01-15T14:30:00.000Z',
        incidentId: 'i-1',
        key: 'k',
        port: 'page',
        kind: 'page',
        to: ['ana'],
        text: 'hello',
        name: 'Ana',
        roles: ['on-call'],
        via: ['phone:+1'],
      },
    ]);
  });

  it('writes what is particular to tickets, meetings and the status page', async () => {
    const { outbox, lines } = open();
    await outbox.tickets.create({
      ...message,
      key: 't',
      title: 'Slow',
      priority: 'high',
      labels: ['P2'],
      release: null,
      assignee: 'ana@example.org',
      dueAt: at,
    });
    const to = [{ name: 'Ana', address: 'ana@example.org' }];
    const meeting = { uid: 'pm', sequence: 1, startsAt: at, lastsMs: 3_600_000, ics: 'BEGIN:VCALENDAR' };
    await outbox.calendar.invite({ ...message, ...meeting, key: 'c', kind: 'invitation', to });
    expect(lines()).toMatchObject([
      {
        port: 'ticket',
        subject: 'Slow',
        priority: 'high',
        labels: ['P2'],
        release: null,
        assignee: 'ana@example.org',
        dueAt: '2024-01-15T14:30:00.000Z',
      },
      { port: 'calendar', to: ['ana@example.org'], uid: 'pm', sequence: 1, startsAt: '2024-01-15T14:30:00.000Z' },
    ]);
  });

  it('makes up no bridge, and names the standing one where there is one', async () => {
    const request = { incidentId: 'i-1', key: 'b', title: 'P1: down' };
    expect(await open().outbox.bridge.open(request)).toEqual({ reference: 'b' });
    const url = 'https://zoom.us/j/123';
    const { outbox, lines } = open({ standingBridgeUrl: url });
    expect(await outbox.bridge.open(request)).toEqual({ reference: 'b', url });
    expect(lines()).toMatchObject([{ port: 'bridge', kind: 'notice', subject: 'P1: down', url }]);
  });

  it('makes up no rollback: it orders one from a person, and cannot say what runs', async () => {
    const { outbox, lines, file } = open();
    const order = { incidentId: 'i-1', key: 'r', from: 'v2', to: 'v1' };
    expect(await outbox.deployments.rehearse(order)).toContain('a person would roll back');
    expect(fs.existsSync(file)).toBe(false);
    expect(await outbox.deployments.rollBack(order)).toEqual({ reference: 'r' });
    expect(lines()).toMatchObject([{ port: 'rollback', kind: 'ask', from: 'v2', target: 'v1' }]);
    await expect(outbox.deployments.read()).rejects.toBeInstanceOf(ProviderRejected);
  });

  it('refuses a key that another port has used, rather than to drop the message', async () => {
    const { outbox } = open();
    await outbox.chat.post({ ...message, to: ['#incidents'] });
    await expect(outbox.mailer.send({ ...message, to: ['a@b.c'] })).rejects.toThrow('was already used for chat');
  });

  it('is unavailable, not wrong, while the disk refuses', async () => {
    const { home, outbox } = open();
    fs.mkdirSync(path.join(home, 'outbox.jsonl'));
    await expect(outbox.chat.post({ ...message, to: [] })).rejects.toBeInstanceOf(ProviderUnavailable);
  });
});

describe('an outbox that was found in disorder', () => {
  const post = (home: string, key: string) => open({ home }).outbox.chat.post({ ...message, key, to: [] });
  const keys = (lines: unknown[]) => lines.map((line) => (line as { key: string }).key);

  it.each(['{"at":"20', `{"key":"${'x'.repeat(5000)}`])('replaces a line that was torn off (%#)', async (torn) => {
    const { home, file, lines } = open();
    await post(home, 'a');
    fs.appendFileSync(file, torn);
    await post(home, 'b');
    await post(home, 'c');
    expect(keys(lines())).toEqual(['a', 'b', 'c']);
  });

  it("leaves other people's lines alone", async () => {
    const { home, file } = open();
    fs.writeFileSync(file, 'a remark\n{"a":"nother program"}\n');
    await post(home, 'a');
    await post(home, 'a');
    const [remark, other, line, ...rest] = fs.readFileSync(file, 'utf8').split('\n');
    expect([remark, other, rest]).toEqual(['a remark', '{"a":"nother program"}', ['']]);
    expect(line).toContain('"key":"a"');
  });

  it('starts anew after somebody removed the file', async () => {
    const { home, file, lines, outbox } = open();
    await outbox.chat.post({ ...message, key: 'a', to: [] });
    await outbox.chat.post({ ...message, key: 'b', to: [] });
    fs.rmSync(file);
    await outbox.chat.post({ ...message, key: 'b', to: [] });
    await post(home, 'b');
    expect(keys(lines())).toEqual(['b']);
  });

  it('leaves nothing behind beside the file', async () => {
    const { home } = open();
    await Promise.all(['a', 'b', 'a'].map((key) => post(home, key)));
    expect(fs.readdirSync(path.join(home, '.pending'))).toEqual([]);
  });
});
