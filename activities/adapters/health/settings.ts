/** Where health is asked: the policy's probes name the addresses, so there is nothing to set. */
export const readHealthSettings = (): object => ({});
