/** Starting weights of a recurrent network: the network for single frames that it stands on. */
import { cnnPlan, cnnSpecs } from './architecture/cnn.ts'
import { networkSpecs, type ParameterSpec } from './architecture/index.ts'
import { backbonePrefix } from './architecture/stages.ts'
import type { RecurrentConfig } from './config.ts'
import { describeWeights, type RecognisedWeights, type Tensors } from './recognise.ts'
import { holdsFloats, type Refuse } from './tensor-file.ts'

/** What of a file fits a recurrent network. */
export interface RecurrentStart {
  /** Name in the file of each parameter that is taken. */
  readonly fileNames: ReadonlyMap<string, string>
  /** What was taken, what was left and what starts anew, in words. */
  readonly text: string
}

type Part = 'LSTM' | 'attention' | 'classifier'

/**
 * The network for single frames is taken always; LSTM, attention and classifier where the file is of a network of ours and
 * has all of them in the same shapes. Throws what `refuse` makes where the file holds another network for single frames.
 */
export function recurrentStart(config: RecurrentConfig, recognised: RecognisedWeights, refuse: Refuse): RecurrentStart {
  checkSame(config, recognised, refuse)
  const { tensors } = recognised
  const prefix = recognised.kind === 'network' ? backbonePrefix : ''
  const backbone = cnnSpecs(cnnPlan(config))
  const fileNames = new Map(backbone.map(({ name }) => [name, prefix + name.slice(backbonePrefix.length)]))
  const missing = backbone.filter(({ name, torchShape }) => {
    const tensor = tensors.get(fileNames.get(name)!)
    return !tensor || !holdsFloats(tensor, torchShape)
  })
  if (missing.length > 0) {
    throw refuse(
      `this network reads the 1000 scores of ${config.cnn}, and the file has no classifier of 1000 classes: ` +
        `${fileNames.get(missing[0]!.name)!} is not there or of another shape`,
    )
  }
  const taken: string[] = []
  const anew: string[] = []
  for (const [part, specs] of partsOf(config)) {
    const fits = recognised.kind === 'network' && specs.every((spec) => isIn(tensors, spec))
    ;(fits ? taken : anew).push(part)
    if (fits) for (const { name } of specs) fileNames.set(name, name)
  }
  const loaded = [`${config.cnn} of ${convolutionsOf(backbone)} convolutions`, ...taken]
  const left =
    'ignored' in recognised && recognised.ignored.length > 0 ? '; its auxiliary head (AuxLogits) is left out' : ''
  const starts =
    anew.length === 0 ? 'nothing starts anew' : `${anew.join(', ')} start${anew.length === 1 ? 's' : ''} anew`
  return { fileNames, text: `${loaded.join(', ')} loaded; ${starts}${left}` }
}

/** Features mean nothing without the very network that they were learned in. */
function checkSame({ cnn, width }: RecurrentConfig, recognised: RecognisedWeights, refuse: Refuse): void {
  const theirs = 'plan' in recognised ? recognised.plan.width : recognised.width
  const attentive = 'plan' in recognised && recognised.plan.attention !== 'none'
  if (recognised.backbone === cnn && theirs === width && !attentive) return
  throw refuse(
    `it holds ${describeWeights(recognised)}, and the network that is to be trained stands on ${cnn} of width ${width}` +
      `${attentive ? ' without attention' : ''}. Take weights of that`,
  )
}

function partsOf(config: RecurrentConfig): [Part, ParameterSpec[]][] {
  const specs = networkSpecs(config)
  const of = (start: string): ParameterSpec[] => specs.filter(({ name }) => name.startsWith(start))
  const parts: [Part, ParameterSpec[]][] = [
    ['LSTM', of('lstm.')],
    ['attention', of('attention.')],
    ['classifier', of('fc.')],
  ]
  return parts.filter(([, own]) => own.length > 0)
}

function isIn(tensors: Tensors, { name, torchShape }: ParameterSpec): boolean {
  const tensor = tensors.get(name)
  return tensor !== undefined && holdsFloats(tensor, torchShape)
}

function convolutionsOf(specs: readonly ParameterSpec[]): number {
  return specs.filter(({ kind }) => kind === 'convolution').length
}
