/** What network a weights file is of, told from its names and shapes alone, and whether all of it is there. */
import { featureChannels, resnetSpecs, type ResNetPlan } from './architecture/resnet.ts'
import { backbonePlan } from './architecture/rlnet.ts'
import { linear, lstm, type ParameterSpec } from './architecture/parameter-spec.ts'
import { backbonePrefix } from './architecture/stages.ts'
import { checkWhole } from './check-whole.ts'
import { backboneNames, networkDefaults, type AttentionName, type BackboneName, type HeadName } from './config.ts'
import { describeCnn, recogniseCnn, type RecognisedCnn } from './recognise-cnn.ts'
import { quoted, refuser, type FileTensor, type Refuse } from './tensor-file.ts'

export type Tensors = ReadonlyMap<string, FileTensor>

export type RecognisedWeights = RecognisedResnet | RecognisedCnn

export interface RecognisedResnet {
  /** `network`: one of ours, its backbone's names under `backbone.`; `classifier`: as torchvision and timm save a ResNet. */
  readonly kind: 'network' | 'classifier'
  readonly backbone: BackboneName
  readonly plan: ResNetPlan
  /** What reads the backbone's features; null where the file has the backbone alone. */
  readonly head: { readonly name: HeadName; readonly hidden: number | null; readonly classes: number } | null
  /** By the names of ours without `backbone.` for a classifier, whole names for a network. */
  readonly tensors: Tensors
}

/** What wrappers put before every name: DataParallel, torch.compile, Lightning. */
const wrappers = ['module.', '_orig_mod.', 'model.']

/**
 * Recognises a ResNet, AlexNet or InceptionV3 by its names and checks every name, shape and number of it. Throws Problem MODEL_UNUSABLE naming the
 * file and what is missing, left over, of another shape or not a number.
 */
export function recogniseWeights(given: Tensors, fileName: string): RecognisedWeights {
  const refuse = refuser(fileName)
  const tensors = withoutWrappers(given)
  const cnn = recogniseCnn(tensors, refuse)
  if (cnn) return cnn
  const kind = tensors.has(`${backbonePrefix}conv1.weight`) ? 'network' : 'classifier'
  const prefix = kind === 'network' ? backbonePrefix : ''
  const { backbone, width } = backboneOf(tensors, prefix, refuse)
  const config = { ...networkDefaults, backbone, width, classes: 2 }
  const plan = backbonePlan({ ...config, ...attentionOf(tensors, prefix, backbonePlan(config), refuse) })
  const head = headOf(tensors, kind)
  checkWhole(tensors, [...resnetSpecs(plan, prefix), ...headSpecs(plan, head)], refuse)
  return { kind, backbone, plan, head, tensors }
}

/** In words: 'resnet50 with c-cbam, LSTM of 512 and 6 labels'. */
export function describeWeights(recognised: RecognisedWeights): string {
  if (!('plan' in recognised)) return describeCnn(recognised)
  const { kind, backbone, plan, head } = recognised
  const width = plan.width === networkDefaults.width ? '' : ` of width ${plan.width}`
  const attention = plan.attention === 'none' ? '' : ` with ${plan.attention}`
  const hidden = head?.hidden === null ? '' : `LSTM of ${head?.hidden} and `
  const what = kind === 'network' ? 'labels' : 'classes'
  return `${backbone}${width}${attention}${head === null ? ', backbone alone' : `, ${hidden}${head.classes} ${what}`}`
}

function withoutWrappers(tensors: Tensors): Tensors {
  const wrapper = wrappers.find(
    (start) => tensors.size > 0 && [...tensors.keys()].every((name) => name.startsWith(start)),
  )
  if (wrapper === undefined) return tensors
  return withoutWrappers(new Map([...tensors].map(([name, tensor]) => [name.slice(wrapper.length), tensor])))
}

function backboneOf(tensors: Tensors, prefix: string, refuse: Refuse): { backbone: BackboneName; width: number } {
  const width = tensors.get(`${prefix}conv1.weight`)?.shape[0]
  if (width === undefined || width === 0) {
    const some = [...tensors.keys()].slice(0, 3).map(quoted).join(', ')
    throw refuse(
      `it is of no ResNet, AlexNet or InceptionV3 with torchvision's names: it lacks conv1.weight, and begins with ${some || 'nothing'}`,
    )
  }
  const depths = [1, 2, 3, 4].map((stage) => depthOf(tensors, `${prefix}layer${stage}.`))
  const block = tensors.has(`${prefix}layer1.0.conv3.weight`) ? 'bottleneck' : 'basic'
  const backbone = backboneNames.find((name) => {
    const plan = backbonePlan({ ...networkDefaults, backbone: name, classes: 2 })
    return plan.block === block && plan.depths.every((depth, stage) => depth === depths[stage])
  })
  if (backbone) return { backbone, width }
  throw refuse(
    `it is a ResNet of ${depths.join(', ')} ${block} blocks, and Touchline builds ${backboneNames.join(', ')}`,
  )
}

/** Blocks of a stage: one more than the highest number that its names have. */
function depthOf(tensors: Tensors, stage: string): number {
  let depth = 0
  for (const name of tensors.keys()) {
    const number = name.startsWith(stage) ? /^\d{1,4}(?=\.)/.exec(name.slice(stage.length)) : null
    if (number) depth = Math.max(depth, Number(number[0]) + 1)
  }
  return depth
}

function attentionOf(
  tensors: Tensors,
  prefix: string,
  plain: ResNetPlan,
  refuse: Refuse,
): Pick<ResNetPlan, 'attention' | 'placement' | 'reduction'> {
  const usual = { attention: 'none', placement: plain.placement, reduction: plain.reduction } as const
  if (![...tensors.keys()].some((name) => name.includes('.attention.'))) return usual
  // Where a stage begins, the block's input and output differ, which tells the two placements apart.
  const block = plain.block === 'bottleneck' ? 'layer1.0' : 'layer2.0'
  const first = tensors.get(`${prefix}${block}.attention.channel.fc0.weight`)?.shape
  const channels = tensors.get(`${prefix}${block}.attention.channel.fc1.weight`)?.shape[0]
  const squeezed = first?.[0]
  if (!first || !channels || !squeezed) throw refuse(`its attention lacks ${block}.attention.channel`)
  const attention: AttentionName = first[1] === channels * 2 ? 'c-cbam' : 'cbam'
  const placement = channels === plain.width ? 'input' : 'residual'
  return { attention, placement, reduction: Math.floor(channels / squeezed) }
}

function headOf(tensors: Tensors, kind: RecognisedResnet['kind']): RecognisedResnet['head'] {
  const classes = tensors.get('fc.weight')?.shape[0]
  if (classes === undefined) return null
  const hidden = kind === 'network' ? tensors.get('lstm.weight_hh_l0')?.shape[1] : undefined
  return hidden === undefined ? { name: 'mean', hidden: null, classes } : { name: 'lstm', hidden, classes }
}

function headSpecs(plan: ResNetPlan, head: RecognisedResnet['head']): ParameterSpec[] {
  const features = featureChannels(plan)
  if (head === null) return []
  if (head.hidden === null) return linear('fc', head.classes, features)
  return [...lstm('lstm', features, head.hidden), ...linear('fc', head.classes, head.hidden)]
}
