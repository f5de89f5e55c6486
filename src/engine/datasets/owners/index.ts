/** Data sets as they come from their owners. */
export { readOwnersSet } from './read-owners-set.ts'
export { protocolOf, type HonestChoice } from './protocol-of.ts'
export { setNames, type Fault, type FaultKind, type OwnersClip, type OwnersSet, type SetName } from './owners-set.ts'
