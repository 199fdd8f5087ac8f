/** The how-manieth of its series a key names: `page:P1:0m:cto:3`, `update:2:mail`. */
export const memberOf = (key: string): number => Number(/:(\d+)(?::(?:chat|mail))?$/.exec(key)?.[1] ?? 0);
