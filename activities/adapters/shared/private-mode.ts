/**
 * Modes of what is written to the home: for its owner alone, for any mask of the process. It holds what people wrote in
 * incidents, their numbers and their addresses, and a worker that is started alone makes it itself.
 */
export const PRIVATE = { folder: 0o700, file: 0o600 } as const;
