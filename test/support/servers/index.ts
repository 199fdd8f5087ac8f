export { freePort, freePortPair } from './free-port';
export { type RealTemporal, useTemporal } from './temporal';
export { type SkippingEnvironment, startTimeSkipping, useTimeSkipping } from './time-skip';
