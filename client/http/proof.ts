/** Which routes let in only what proves itself, a signed link or a vendor's signature, whatever else is asked of requests? */
declare module 'fastify' {
  interface FastifyContextConfig {
    provesItself?: true;
  }
}

/** For routes that check each request by a signature: they may be reached under any name, also where people need no token. */
export const PROVES_ITSELF = { provesItself: true } as const;
