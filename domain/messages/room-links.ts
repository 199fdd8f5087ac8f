/** Where in the incident room is done what a command does, for whoever reads a message and has no terminal? */

/** By the command: what follows the address of the incident's page. What is not named here is done on that page. */
const PLACES: Readonly<Record<string, string>> = {
  bridge: '/do/bridge',
  decide: '#decision',
  'post-mortem': '/post-mortem',
  publish: '/do/statusPage?state=published',
  resolve: '/do/resolve',
  status: '/do/status',
  tick: '#checklist',
  update: '#update',
};

/** Commands that are about no incident. */
const EVERYWHERE: Readonly<Record<string, string>> = { declare: '/declare', list: '/' };

/** The incident's page in the room at this address. */
export const roomOf = (publicUrl: string, incidentId: string): string =>
  `${publicUrl}/incidents/${encodeURIComponent(incidentId)}`;

/**
 * The text with an address of the room in the place of each command that is about this incident. An address that was named
 * already is not named again. Words of others stay as they are: nobody else writes a command with the incident's id.
 */
export function withRoomLinks(text: string, publicUrl: string, incidentId: string): string {
  const named = new Set<string>();
  return text
    .split('\n')
    .flatMap((line) => {
      const address = addressFor(line, publicUrl, incidentId);
      if (address === undefined) return [line];
      if (named.has(address)) return [];
      named.add(address);
      return [line.replace(COMMAND, () => address)];
    })
    .join('\n');
}

/** A command goes on to the end of its line, or of its marks. */
const COMMAND = /`muster [^`\n]*`|\bmuster [^`\n]*$/;

function addressFor(line: string, publicUrl: string, incidentId: string): string | undefined {
  const [, verb = '', ref] = (COMMAND.exec(line)?.[0] ?? '').replaceAll('`', '').split(' ');
  if (ref === incidentId) return `${roomOf(publicUrl, incidentId)}${PLACES[verb] ?? ''}`;
  const path = EVERYWHERE[verb];
  return path !== undefined && (ref === undefined || ref.startsWith('"')) ? `${publicUrl}${path}` : undefined;
}
