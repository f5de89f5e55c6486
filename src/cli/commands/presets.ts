import { presets } from '../../contract/presets.ts'
import { command } from '../command.ts'

export const presetsCommand = command<object>(
  'presets',
  'List the training presets with their whole configuration',
  (made) => made,
  async ({ output }) => {
    for (const { name, description, config } of presets) {
      const { network, epochs } = config
      output.line(
        { name, description, config },
        `${name.padEnd(14)} ${network.backbone}, attention ${network.attention}, ${network.head} ${network.hidden}, ${network.frames} frames at ${network.size}², ${epochs} epochs\n${''.padEnd(15)}${description}`,
      )
    }
  },
)
