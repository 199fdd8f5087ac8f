/** Which ids do people and rotations get that are imported from PagerDuty? */

/** Letters that Unicode does not take apart into a plain one and a mark. */
const PLAIN: Record<string, string> = { ł: 'l', ø: 'o', ß: 'ss', æ: 'ae', œ: 'oe', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

/** An id made of a name, which no other has: `Mei-Lin Chen` is `mei-lin-chen`; `otherwise` where no letter is left. */
export function idFromName(name: string, taken: ReadonlySet<string>, otherwise: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[łøßæœđðþı]/g, (letter) => PLAIN[letter] ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const wanted = plain === '' ? otherwise.toLowerCase() : plain;
  let id = wanted;
  for (let n = 2; taken.has(id); n += 1) id = `${wanted}-${n}`;
  return id;
}
