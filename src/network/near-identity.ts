/** Attention that begins by changing almost nothing, for blocks that have already learned without it. */
import type { ParameterSpec } from './architecture/parameter-spec.ts'
import type { AttentionName } from './config.ts'
import type { ParameterValues } from './parameters.ts'

/** What both gates are the sigmoid of at the start: σ(4) = 0.982, so that 96 % of a feature passes the two. */
const openGate = 4
/**
 * How much of their usual size the last weights before a gate keep. Not zero: then nothing would be learned below them in the
 * first step.
 */
const smallShare = 0.1

/**
 * Starting values with which F'' ≈ F (equations 2.2 and 2.3). Usually a gate begins around σ(0) = 0.5 and two of them let a
 * quarter of a feature through, in every block anew, which wrecks features that were learned without gates. Here the last
 * bias of the channel's MLP and the shift of the spatial batch norm open both gates, and what varies them starts small.
 */
export function nearIdentity(usual: ParameterValues, attention: AttentionName): ParameterValues {
  return (spec) => {
    const values = usual(spec)
    switch (gateRole(spec)) {
      case 'weight':
        return values.map((value) => value * smallShare)
      case 'channel bias':
        // CBAM adds the MLP's answers for average and maximum, and so this bias twice.
        return values.fill(attention === 'cbam' ? openGate / 2 : openGate)
      case 'spatial bias':
        return values.fill(openGate)
      case null:
        return values
    }
  }
}

function gateRole({ name }: ParameterSpec): 'weight' | 'channel bias' | 'spatial bias' | null {
  if (/\.attention\.(channel\.fc1|spatial\.bn)\.weight$/.test(name)) return 'weight'
  if (name.endsWith('.attention.channel.fc1.bias')) return 'channel bias'
  return name.endsWith('.attention.spatial.bn.bias') ? 'spatial bias' : null
}
