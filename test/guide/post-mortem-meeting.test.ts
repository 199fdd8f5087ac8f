import { HOUR } from '../support/times';
import { PEOPLE } from '../support/virtual-clock';
import { RESOLVED, VirtualPostMortem } from '../support/virtual-post-mortem';

const move = (after: number) => ({ do: 'move', startsAt: RESOLVED + after, reason: 'then all can come' }) as const;

describe('at the resolution', () => {
  const postMortem = new VirtualPostMortem();

  test('a draft is written, a slot is found and the invitations go out', () => {
    expect(postMortem.times('draft')).toEqual(['0m']);
    expect(postMortem.times('invite')).toEqual(['0m']);
    expect(postMortem.state.draft).toBe('post-mortem.md');
  });

  test('within 24 h if there is a slot, and always within 48', () => {
    const asked: unknown[] = [];
    new VirtualPostMortem({
      answer: (effect) => {
        if (effect.do === 'find-slot') asked.push(effect);
        return undefined;
      },
    });
    expect(asked).toMatchObject([
      { after: RESOLVED + 2 * HOUR, soonBy: RESOLVED + 24 * HOUR, latestBy: RESOLVED + 48 * HOUR, lastsMs: HOUR },
    ]);
  });

  test('a slot outside business hours is marked on the record', () => {
    const { timeline } = new VirtualPostMortem({ inBusinessHours: false }).state;
    expect(timeline.map(({ text }) => text).join()).toContain('no free slot in business hours before the deadline');
  });

  test('everybody on the response team is invited, and both signers', () => {
    expect(postMortem.state.attendees).toEqual(expect.arrayContaining(['otto', 'emil', 'vera', 'dora']));
  });

  test('the ledger: the extended list in 1 h, the follow-up in 24 h, meeting and signatures in 48 h', () => {
    const due = (id: string) => ((postMortem.obligation(id)?.dueAt ?? 0) - RESOLVED) / HOUR;
    expect(['regression-tests', 'team-aware'].map((id) => due(`checklist:${id}`))).toEqual([1, 1]);
    expect(['post-mortem-conducted', 'team-training'].map((id) => due(`checklist:${id}`))).toEqual([24, 24]);
    expect(
      ['held', 'signed:engineering-manager', 'signed:vp-engineering'].map((id) => due(`post-mortem:${id}`)),
    ).toEqual([48, 48, 48]);
    expect(Object.keys(postMortem.state.obligations)).toHaveLength(15);
  });

  test("the timeline continues where the incident's ended", () => {
    const seqs = postMortem.state.timeline.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(seqs[0]).toBeGreaterThan(1);
  });
});

describe('reminders', () => {
  test('go out 24 h and 1 h before, to everybody who is invited', () => {
    const postMortem = new VirtualPostMortem({ slotAfter: 40 * HOUR }).until(41 * HOUR);
    expect(postMortem.times('reminder:')).toEqual(['16h', '39h']);
    expect(postMortem.sent.find(({ key }) => key === 'reminder:0:1h')?.text).toContain('in 1 h');
  });

  test('only those that come after the meeting was set', () => {
    expect(new VirtualPostMortem({ slotAfter: 22 * HOUR }).until(25 * HOUR).times('reminder:')).toEqual(['21h']);
    expect(new VirtualPostMortem({ slotAfter: HOUR / 2 }).until(2 * HOUR).times('reminder:')).toEqual([]);
  });

  test('after an outage only the newest goes out', () => {
    const postMortem = new VirtualPostMortem({ slotAfter: 40 * HOUR }).until(HOUR).deadUntil(39.5 * HOUR);
    expect(postMortem.lines('reminder:').map((line) => line.split(' ')[1])).toEqual(['reminder:0:1h']);
  });

  test('none once the meeting has begun', () => {
    expect(
      new VirtualPostMortem({ slotAfter: 40 * HOUR })
        .until(HOUR)
        .deadUntil(40 * HOUR)
        .times('reminder:'),
    ).toEqual([]);
  });

  test('one that could not be delivered is retried', () => {
    const postMortem = new VirtualPostMortem({
      answer: (effect, after) =>
        effect.key === 'reminder:0:1h' && after < 21 * HOUR + 60_000 ? new Error('down') : undefined,
    });
    expect(postMortem.until(22 * HOUR).times('reminder:')).toEqual(['21h1m']);
    expect(postMortem.state.timeline.filter(({ kind }) => kind === 'not-delivered')).toHaveLength(1);
  });
});

describe('moving the meeting', () => {
  test('sends a new invitation and new reminders, and no longer the old ones', () => {
    const postMortem = new VirtualPostMortem({ slotAfter: 40 * HOUR }).until(10 * HOUR).does('emil', move(46 * HOUR));
    postMortem.until(47 * HOUR);
    expect(postMortem.lines('invite:')).toEqual(['0m invite:0', '10h invite:1']);
    expect(postMortem.times('reminder:0')).toEqual([]);
    expect(postMortem.times('reminder:1')).toEqual(['22h', '45h']);
  });

  test('after a reminder: it is sent again for the new time', () => {
    const postMortem = new VirtualPostMortem({ slotAfter: 30 * HOUR }).until(7 * HOUR).does('emil', move(40 * HOUR));
    expect(postMortem.until(41 * HOUR).times('reminder:')).toEqual(['6h', '16h', '39h']);
  });

  test('a meeting that somebody set before a slot was found is kept', () => {
    let down = true;
    const postMortem = new VirtualPostMortem({
      answer: ({ do: what }) => (down && what === 'find-slot' ? new Error('no calendar') : undefined),
    });
    postMortem.does('emil', move(20 * HOUR));
    down = false;
    postMortem.until(HOUR);
    expect(postMortem.state.meeting).toMatchObject({ startsAt: RESOLVED + 20 * HOUR, sequence: 0 });
    expect(postMortem.lines('invite:')).toEqual(['0m invite:0']);
  });

  test('is refused once it was held', () => {
    const postMortem = new VirtualPostMortem().until(23 * HOUR).does('otto', { do: 'hold' });
    expect(postMortem.refusal('emil', move(40 * HOUR))).toBe('The post-mortem has already been held.');
  });
});

describe('held and signed', () => {
  test('reminders start at 48 h and come every 24 h, to the lead and those who have not signed', () => {
    const postMortem = new VirtualPostMortem().until(97 * HOUR);
    expect(postMortem.lines('chase:')).toEqual([
      '48h chase:1 otto (engineering-manager+vp-engineering)',
      '72h chase:2 otto (engineering-manager+vp-engineering)',
      '96h chase:3 otto (engineering-manager+vp-engineering)',
    ]);
    expect(postMortem.obligation('post-mortem:held')?.state).toBe('missed');
  });

  test('held but not signed: they continue for each person who has not signed', () => {
    const postMortem = new VirtualPostMortem()
      .until(23 * HOUR)
      .does('otto', { do: 'hold' })
      .does('emil', { do: 'sign' });
    postMortem.until(49 * HOUR);
    expect(postMortem.lines('chase:')).toEqual(['48h chase:1 otto (vp-engineering)']);
    expect(postMortem.sent.at(-1)?.text).toContain('is not signed yet by VP Engineering');
    postMortem.does('vera', { do: 'sign' }).until(120 * HOUR);
    expect(postMortem.times('chase:')).toEqual(['48h']);
    expect(postMortem.obligation('post-mortem:signed:vp-engineering')).toMatchObject({ state: 'late', lateByMs: HOUR });
    expect(postMortem.obligation('post-mortem:signed:engineering-manager')?.state).toBe('met');
  });

  test('a person with both roles signs for both', () => {
    const people = { ...PEOPLE, vera: ['vp-engineering', 'engineering-manager'] };
    const postMortem = new VirtualPostMortem({ people }).does('otto', { do: 'hold' }).does('vera', { do: 'sign' });
    expect(postMortem.state.signatures.map(({ role }) => role)).toEqual(['engineering-manager', 'vp-engineering']);
  });

  test('nobody else can sign, and nobody before it was held or twice', () => {
    const postMortem = new VirtualPostMortem();
    expect(postMortem.refusal('vera', { do: 'sign' })).toBe('The post-mortem can be signed once it has been held.');
    postMortem.does('otto', { do: 'hold' });
    expect(postMortem.refusal('otto', { do: 'sign' })).toContain("otto can't sign");
    expect(postMortem.does('vera', { do: 'sign' }).refusal('vera', { do: 'sign' })).toContain(
      'Still missing: Engineering Manager',
    );
  });

  test('after an outage of four days: one reminder', () => {
    expect(
      new VirtualPostMortem()
        .until(HOUR)
        .deadUntil(97 * HOUR)
        .times('chase:'),
    ).toEqual(['97h']);
  });
});
