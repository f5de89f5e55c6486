/** Which of the dicts in a checkpoint is the network. */
import { quoted, type Refuse } from '../tensor-file.ts'
import { isKind, type PickleDict, type PickleValue, type Tensor } from './pickle-values.ts'

/** Entries that training scripts put the network under, the likeliest first. */
const usualNames = ['state_dict', 'model_state_dict', 'model', 'network', 'net', 'state_dict_ema', 'model_ema']
const deepest = 3

export interface StateDict {
  readonly tensors: ReadonlyMap<string, Tensor>
  /** The entries that lead to it, 'model.state_dict'; empty where it is the file's own dict. */
  readonly under: string
}

/**
 * The tensors by name. A checkpoint of a training run also holds the optimiser's state, epochs and scores: the network is
 * the file's own dict where that is tensors, else what lies under a usual name, else the only dict of tensors there is.
 * Throws what `refuse` makes where there is none, or more than one could be meant.
 */
export function findStateDict(root: PickleValue, refuse: Refuse): StateDict {
  const found = candidates(root, [], deepest)
  const [own] = found
  if (own?.under === '') return own
  const usual = usualNames
    .map((name) => found.find(({ under }) => under.split('.').at(-1) === name))
    .find((candidate) => candidate)
  const chosen = usual ?? (found.length === 1 ? own : undefined)
  if (chosen) return chosen
  if (found.length === 0) throw refuse('it holds no tensors by name')
  throw refuse(
    `it holds tensors in several places (${found.map(({ under }) => quoted(under)).join(', ')}), and none of them is called ` +
      'state_dict or model. Save the one that is meant by itself',
  )
}

/** Dicts of mostly tensors, outer ones first; circles end at `depth`. */
function candidates(value: PickleValue, path: readonly string[], depth: number): StateDict[] {
  if (!isKind(value, 'dict')) return []
  const tensors = tensorsOf(value)
  // A score kept as a tensor beside the real dict does not make the outer dict the network.
  if (tensors.size * 2 > value.entries.size) return [{ tensors, under: path.join('.') }]
  if (depth === 0) return []
  return [...value.entries].flatMap(([key, inner]) =>
    typeof key === 'string' ? candidates(inner, [...path, key], depth - 1) : [],
  )
}

function tensorsOf({ entries }: PickleDict): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>()
  for (const [key, value] of entries) if (typeof key === 'string' && isKind(value, 'tensor')) tensors.set(key, value)
  return tensors
}
