import { c3d } from './c3d.ts'
import type { FamilyName, NetworkConfig } from './config.ts'
import type { Family } from './family.ts'
import { r3d } from './r3d.ts'
import { recurrent } from './recurrent.ts'
import { rlnet } from './rlnet.ts'

type Families = { readonly [Name in FamilyName]: Family<Extract<NetworkConfig, { family: Name }>> }

const families: Families = { rlnet, c3d, r3d, recurrent }

/** How networks of a configuration's family compute: it is to be asked about that configuration alone. */
export function familyOf(config: NetworkConfig): Family<NetworkConfig> {
  return families[config.family] as Family<NetworkConfig>
}
