/** What does the page look like by which a page is answered? It is in the page itself, so that nothing has to be loaded. */
export const ANSWER_STYLE = [
  ':root{color-scheme:light dark}',
  'body{margin:0;font:1.125rem/1.45 system-ui,sans-serif;background:Canvas;color:CanvasText}',
  'main{max-width:32rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}',
  'h1{font-size:1.5rem;line-height:1.2;margin:.5rem 0}h2{font-size:1.125rem;margin:1.5rem 0 .25rem}p,ul{margin:.5rem 0}',
  '.head{display:inline-block;margin:0;padding:.25rem .75rem;border-radius:.25rem;background:#3c5a78;color:#fff;font-weight:700}',
  '.rank-0{background:#b3261e}.rank-1{background:#8f4a00}.rank-2{background:#6b5300}',
  '.state{font-weight:700}.problem{border-left:.35rem solid #b3261e;padding-left:.75rem}.small{font-size:.9rem}',
  'form{margin:0}',
  'button,.button{display:block;box-sizing:border-box;width:100%;min-height:3.75rem;margin:.75rem 0;padding:1rem;font:inherit;',
  'font-weight:700;text-align:center;text-decoration:none;border:2px solid currentColor;border-radius:.5rem;',
  'background:Canvas;color:CanvasText}',
  '.acknowledge{background:#0b6b3a;color:#fff;border-color:#0b6b3a}',
  'button:focus-visible,.button:focus-visible{outline:.25rem solid Highlight;outline-offset:.15rem}',
].join('');
