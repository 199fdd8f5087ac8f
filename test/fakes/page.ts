const html = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** What people would have received, as a page. Shows text; nothing in it can act. */
export const listOf = (title: string, rows: string[][]): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${html(title)}</title><h1>${html(title)}</h1><table>${rows
    .map((row) => `<tr>${row.map((cell) => `<td style="white-space:pre-wrap">${html(cell)}</td>`).join('')}</tr>`)
    .join('')}</table></html>`;
