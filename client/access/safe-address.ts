const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/** Whether what is read there can't be changed on the way: https, or http on this machine. */
export function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && LOCAL.includes(hostname));
}
