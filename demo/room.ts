/** How does a person in the demo act in the incident room, as their browser would? */

/** What is done there: the act, and what is filled in. */
export interface RoomDeed {
  /** The button's words. */
  readonly button: string;
  readonly act: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** Signs in, opens the incident's page, sends the form, and answers with what the next page says. */
export async function actInRoom(
  url: string,
  person: string,
  incidentId: string,
  { act, fields = {} }: RoomDeed,
  signal: AbortSignal,
): Promise<string> {
  const send = (path: string, cookie: string, form: Record<string, string>) =>
    fetch(`${url}${path}`, {
      ...{ method: 'POST', redirect: 'manual', signal, body: new URLSearchParams(form) },
      headers: { cookie, origin: url },
    });
  const open = async (path: string): Promise<string> =>
    (await fetch(`${url}${path}`, { headers: { cookie }, signal })).text();

  const entered = await send('/sign-in', '', { person });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const token = /name="form-token" value="([^"]+)"/.exec(await open(`/incidents/${incidentId}`))?.[1] ?? '';
  const done = await send(`/incidents/${incidentId}/do/${act}`, cookie, { ...fields, 'form-token': token });
  const next = done.headers.get('location');
  if (done.status !== 303 || next === null) throw new Error(`The room did not do "${act}": ${done.status}`);
  return /<p class="said" role="status">([^<]*)</.exec(await open(next))?.[1] ?? 'Done.';
}
