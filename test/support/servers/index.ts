/** Which servers and ports can a test file ask for? */
export { freePort, freePortPair } from './free-port';
export { type RealTemporal, useTemporal } from './temporal';
export { type SkippingEnvironment, startTimeSkipping, useTimeSkipping } from './time-skip';
