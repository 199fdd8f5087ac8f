import type { PostMortemDeed } from '../../../domain/post-mortem/acts';
import { composeItemTicket } from '../../../domain/post-mortem/item-tickets';
import { guide } from '../../support/virtual-clock';
import { VirtualPostMortem } from '../../support/virtual-post-mortem';
import { muster } from './command-line';

test('the command in the ticket of an action item closes that item', async () => {
  const postMortem = new VirtualPostMortem({ policy: guide }).does('emil', {
    do: 'add-item',
    text: 'Add the index',
    owner: { id: 'dora', name: 'Dora', roles: [] },
    priority: 'high',
    dayAt: 1,
    dueAt: Date.parse('2030-01-01'),
  });
  const [item] = postMortem.state.actionItems;
  if (item === undefined) throw new Error('no item');
  const [, command = ''] = /^muster (.+)$/m.exec(composeItemTicket(postMortem.state, item).text) ?? [];

  const asked: [string, PostMortemDeed][] = [];
  const { code, err } = await muster([...command.split(' '), '--as', 'tomasz-nowak'], {
    incidents: {
      postMortemAct: (ref, _by, deed) => {
        asked.push([ref, deed]);
        return Promise.resolve({ incidentId: ref, actId: 'a', text: 'Done.' });
      },
    },
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(asked).toEqual([[postMortem.state.incidentId, { do: 'finish-item', item: item.id }]]);
});
