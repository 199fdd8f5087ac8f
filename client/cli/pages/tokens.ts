/** What does `muster token` show about a token, without its secret? */
import type { StoredToken } from '../../access/token-file';
import { isTokenLive } from '../../access/tokens';
import { column, paint, type Sheet, shortened } from './layout';
import { defined } from '../../../domain/state/fields';

/** One line per token, those that end first on top. */
export function tokensPage(tokens: readonly StoredToken[], sheet: Sheet): string {
  if (tokens.length === 0) return 'No tokens.\n';
  const inOrder = [...tokens].sort((one, other) => one.expiresAt - other.expiresAt);
  return `${inOrder.map((token) => line(token, sheet)).join('\n')}\n`;
}

function line(token: StoredToken, sheet: Sheet): string {
  const { id, access, expiresAt, note } = token;
  const live = isTokenLive(token, sheet.now);
  const told = [
    column(id, 6),
    column(forWhom(token), 24),
    column(access ?? '', 10),
    column(`${live ? 'until' : 'expired'} ${dayText(expiresAt)}`, 21),
  ].join(' ');
  const whole = `${told} ${shortened(note ?? '', Math.max(12, sheet.width - told.length - 1))}`.trimEnd();
  return live ? whole : paint(sheet, 'dim', whole);
}

/** What may be shown of a token at any time. */
export const shown = ({ id, for: whom, access, createdAt, expiresAt, note }: StoredToken) => ({
  id,
  for: whom,
  ...defined({ access }),
  createdAt: new Date(createdAt).toISOString(),
  expiresAt: new Date(expiresAt).toISOString(),
  ...defined({ note }),
});

export const forWhom = ({ for: whom }: StoredToken): string =>
  'person' in whom ? whom.person : `alerts from ${whom.source}`;

/** `2026-11-24`, in UTC. */
export const dayText = (at: number): string => new Date(at).toISOString().slice(0, 10);
