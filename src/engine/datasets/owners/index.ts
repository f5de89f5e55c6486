/** Data sets as they come from their owners. */
export { checkedSet, checkOwnersSet, type CheckedProtocol, type CheckedSet } from './check.ts'
export { inspectFootage, withFootage, type VideoFacts } from './footage.ts'
export {
  counted,
  setNames,
  type Fault,
  type FaultKind,
  type OwnersClip,
  type OwnersSet,
  type SetName,
} from './owners-set.ts'
export { groupWord, protocolOf, type HonestChoice } from './protocol-of.ts'
export { readOwnersSet } from './read-owners-set.ts'
