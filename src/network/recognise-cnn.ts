/** Weights files of AlexNet and InceptionV3, as torchvision saves them or under an LSTM of ours. */
import { scaledChannels } from './architecture/alexnet.ts'
import { cnnPlan, cnnSpecs } from './architecture/cnn.ts'
import type { ParameterSpec } from './architecture/parameter-spec.ts'
import { backbonePrefix } from './architecture/stages.ts'
import { checkWhole } from './check-whole.ts'
import type { FileTensor, Refuse } from './tensor-file.ts'

export interface RecognisedCnn {
  /** `network`: one of ours, its backbone's names under `backbone.`; `classifier`: as torchvision saves it. */
  readonly kind: 'network' | 'classifier'
  readonly backbone: 'alexnet' | 'inception-v3'
  readonly width: number
  /** Scores of its own classifier; null where the file has none. */
  readonly classes: number | null
  /** Names of the file that no network here has a place for: InceptionV3's auxiliary head. */
  readonly ignored: readonly string[]
  readonly tensors: ReadonlyMap<string, FileTensor>
}

interface Known {
  readonly backbone: RecognisedCnn['backbone']
  /** Names that tell it: the first convolution, whose channels tell the width, and one more. */
  readonly first: string
  readonly also: string
  /** Channels of the first convolution in the published network. */
  readonly published: number
  readonly classifier: string
}

const known: readonly Known[] = [
  {
    ...{ backbone: 'alexnet', first: 'features.0.weight', also: 'classifier.1.weight' },
    ...{ published: 64, classifier: 'classifier.6' },
  },
  {
    ...{ backbone: 'inception-v3', first: 'Conv2d_1a_3x3.conv.weight', also: 'Mixed_7c.branch1x1.conv.weight' },
    ...{ published: 32, classifier: 'fc' },
  },
]

/**
 * Recognises the two by their names, and checks every name, shape and number. Null for what is neither; throws what `refuse`
 * makes where it is one of them and something is missing, left over, of another shape or not a number.
 */
export function recogniseCnn(tensors: ReadonlyMap<string, FileTensor>, refuse: Refuse): RecognisedCnn | null {
  for (const kind of ['classifier', 'network'] as const) {
    const prefix = kind === 'network' ? backbonePrefix : ''
    const found = known.find(({ first, also }) => tensors.has(prefix + first) && tensors.has(prefix + also))
    if (found) return checked(tensors, { ...found, kind, prefix }, refuse)
  }
  return null
}

function checked(
  tensors: ReadonlyMap<string, FileTensor>,
  { backbone, first, published, classifier, kind, prefix }: Known & Pick<RecognisedCnn, 'kind'> & { prefix: string },
  refuse: Refuse,
): RecognisedCnn {
  const channels = tensors.get(prefix + first)!.shape[0] ?? 0
  const width = (channels * 64) / published
  if (!Number.isInteger(width) || width < 1 || scaledChannels(published, width) !== channels) {
    throw refuse(`its ${first} has ${channels} channels, which is no width of ${backbone}`)
  }
  const scores = tensors.get(`${prefix}${classifier}.weight`)
  const build = { cnn: backbone, width, reads: scores ? 'scores' : 'features' } as const
  const classes = scores?.shape[0] ?? null
  const specs = cnnSpecs(cnnPlan(build)).map((spec) => ofFile(spec, `${backbonePrefix}${classifier}`, classes, prefix))
  const isIgnored = (name: string): boolean => name.startsWith(`${prefix}AuxLogits.`)
  const isOwnHead = (name: string): boolean => kind === 'network' && /^(lstm|attention|fc)\./.test(name)
  checkWhole(tensors, specs, refuse, (name) => isIgnored(name) || isOwnHead(name))
  const ignored = [...tensors.keys()].filter((name) => isIgnored(name) && !name.endsWith('num_batches_tracked'))
  return { kind, backbone, width, classes, ignored, tensors }
}

/** A parameter under the file's name, with the file's number of classes. */
function ofFile(
  { name, torchShape, ...rest }: ParameterSpec,
  classifier: string,
  classes: number | null,
  prefix: string,
): ParameterSpec {
  const shape = name.startsWith(`${classifier}.`) ? [classes!, ...torchShape.slice(1)] : torchShape
  return { ...rest, name: prefix + name.slice(backbonePrefix.length), torchShape: shape }
}

/** In words: 'alexnet, 1000 classes'. */
export function describeCnn({ kind, backbone, width, classes }: RecognisedCnn): string {
  const narrow = width === 64 ? '' : ` of width ${width}`
  const under = kind === 'network' ? ' under an LSTM' : ''
  return `${backbone}${narrow}${under}, ${classes === null ? 'without its classifier' : `${classes} classes`}`
}
