export { freePort, freePortPair } from './free-port';
export { type RealTemporal, useTemporal } from './temporal';
export { startTimeSkipping, useTimeSkipping } from './time-skip';
