/** Networks as they are written down: their build, and how frames become their input. */
import { z } from 'zod'

const common = {
  /** Channels of the first layer, 64 in the published networks; every later width follows it. */
  width: z.number().int().min(4).max(128),
  dropout: z.number().min(0).max(0.95),
  /** Frames of a clip. */
  frames: z.number().int().min(1).max(128),
  /** Side of the square input in pixels. */
  size: z.number().int().min(16).max(512),
}
const hidden = z.number().int().min(1).max(4096)

export const backboneName = z.enum(['resnet10', 'resnet18', 'resnet34', 'resnet50'])
/** What starting weights may be of. */
export const weightsBackbone = z.enum([...backboneName.options, 'alexnet', 'inception-v3'])
export const attentionName = z.enum(['none', 'cbam', 'c-cbam'])

/** Backbone × attention × temporal head. */
const rlnet = z.object({
  ...common,
  family: z.literal('rlnet').default('rlnet'),
  backbone: backboneName,
  attention: attentionName,
  placement: z.enum(['residual', 'input']),
  reduction: z.number().int().min(1).max(64),
  head: z.enum(['lstm', 'mean']),
  hidden,
})

/** Its pools halve time four times, rows and columns as often. */
const c3d = z.object({ ...common, frames: z.number().int().min(16).max(128), family: z.literal('c3d'), hidden })

const r3d = z.object({ ...common, family: z.literal('r3d'), depth: z.union([z.literal(18), z.literal(50)]) })

const recurrent = z.object({
  ...common,
  family: z.literal('recurrent'),
  cnn: z.enum(['alexnet', 'inception-v3', 'resnet18', 'resnet50']),
  reads: z.enum(['features', 'scores']),
  hidden,
  layers: z.number().int().min(1).max(8),
  bidirectional: z.boolean(),
  readout: z.enum(['last', 'mean-of-scores', 'attention']),
})

/** A network of one family, without its classes. Field meanings and formulas: src/network/config.ts. Older files name no family: RLNet. */
export const networkBuild = z.discriminatedUnion('family', [rlnet, c3d, r3d, recurrent])
export type NetworkBuild = z.infer<typeof networkBuild>

const classes = { classes: z.number().int().min(2).max(1000) }

export const networkConfig = z.discriminatedUnion('family', [
  rlnet.extend(classes),
  c3d.extend(classes),
  r3d.extend(classes),
  recurrent.extend(classes),
])
export type NetworkSettings = z.infer<typeof networkConfig>

/** How decoded frames become the network's input. The same for training, evaluation, prediction and Grad-CAM. */
export const preprocessing = z.object({
  /** Frames are scaled to a square of this side (shape ignored), then the centre `size` × `size` is taken. */
  resize: z.number().int().min(16).max(640),
  size: z.number().int().min(16).max(512),
  frames: z.number().int().min(1).max(128),
  /** Every how many-th frame is taken; 1 = consecutive, as in the paper. */
  frameStep: z.number().int().min(1).max(16),
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number(), z.number(), z.number()]),
  /**
   * What the three channels are: 'colour' (the paper's, and where left out), or 'motion', what differs from the rest of
   * the clip: src/compute/clips/motion-images.ts. Few clips are enough to learn from motion; a camera that moves hides it.
   */
  input: z.enum(['colour', 'motion']).optional(),
})
export type Preprocessing = z.infer<typeof preprocessing>
