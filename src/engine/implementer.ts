/** The contract to be implemented: every folder of use cases builds its part of the router from it. */
import { implement } from '@orpc/server'
import { contract } from '../contract/index.ts'

export const implementer = implement(contract)
export type ContractImplementer = typeof implementer
