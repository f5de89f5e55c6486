/** Names of kept features: whatever changes them changes their name, so that stale ones are never found. */
import { createHash } from 'node:crypto'
import type { Clip, Preprocessing } from '../../../contract/learning.ts'
import { isFrozen, stageOf, type Network, type NetworkConfig, type Stage } from '../../../network/index.ts'
import type { View } from '../../clips/loader-messages.ts'

/** To be counted up when frames are decoded, scaled, cut or run through a stage in another way than before. */
const recipeVersion = 1

export interface Recipe {
  readonly network: Network
  /** The last frozen stage. */
  readonly stage: Stage
  readonly preprocessing: Preprocessing
}

/**
 * What features of any clip depend on: architecture, weights and statistics of the frozen stages, and how frames become
 * input. SHA-256 in hex.
 */
export function recipeKey({ network, stage, preprocessing }: Recipe): string {
  const { resize, size, input = 'colour', mean, std } = preprocessing
  const hash = createHash('sha256')
  hash.update(JSON.stringify([recipeVersion, stage, ...buildOf(network.config)]))
  hash.update(JSON.stringify([resize, size, input, mean, std]))
  for (const [name, variable] of network.parameters) {
    if (!isFrozen(stageOf(name), stage)) continue
    const values = variable.dataSync<'float32'>()
    hash.update(`${name} ${variable.shape.join(' ')}\n`)
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  return hash.digest('hex')
}

/** What of a configuration decides the frozen stages, beside the shapes of their weights. */
function buildOf(config: NetworkConfig): (string | number)[] {
  switch (config.family) {
    case 'rlnet':
      return [config.backbone, config.width, config.attention, config.placement, config.reduction]
    case 'recurrent':
      return [config.cnn, config.reads, config.width]
    case 'c3d':
    case 'r3d':
      return [config.family]
  }
}

/**
 * One view of one clip: its file by content, not by name or date, then its frames counted from the start of the file, and
 * how the picture was moved. SHA-256 in hex.
 * @param contentHash SHA-256 of the clip's file
 */
export function viewKey({ range }: Pick<Clip, 'range'>, contentHash: string, view: View): string {
  const { frames, shiftPixels, lowerPixels, zoom, mirrored } = view
  const first = range?.first ?? 0
  const fields = [
    contentHash,
    // Frames of an indexed recording are counted by its table, those of a whole file as they come out.
    range === null ? 'whole file' : 'by index',
    frames.map((frame) => first + frame),
    [shiftPixels, lowerPixels, zoom, mirrored],
  ]
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex')
}
