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
  const found = candidates(root)
  const [own] = found
  if (own?.under === '') return own
  const usual = usualNames
    .map((name) => found.find(({ under }) => under.split('.').at(-1) === name))
    .find((candidate) => candidate)
  const chosen = usual ?? (found.length === 1 ? own : undefined)
  if (chosen) return chosen
  if (found.length === 0) throw refuse('it holds no tensors by name')
  const places = found
    .slice(0, 8)
    .map((candidate) => quoted(candidate.under))
    .join(', ')
  throw refuse(
    `it holds tensors in several places (${places}), and none of them is called ` +
      'state_dict or model. Save the one that is meant by itself',
  )
}

/** Dicts of mostly tensors, outer ones first. Each is looked into once: dicts may hold each other many times over. */
function candidates(root: PickleValue): StateDict[] {
  const found: StateDict[] = []
  const seen = new Set<PickleDict>()
  const waiting: [value: PickleValue, path: readonly string[]][] = [[root, []]]
  for (const [value, path] of waiting) {
    if (!isKind(value, 'dict') || seen.has(value)) continue
    seen.add(value)
    const tensors = tensorsOf(value)
    // A score kept as a tensor beside the real dict does not make the outer dict the network.
    if (tensors.size * 2 > value.entries.size) found.push({ tensors, under: path.join('.') })
    else if (path.length < deepest) {
      for (const [key, inner] of value.entries) {
        if (typeof key === 'string' && isKind(inner, 'dict')) waiting.push([inner, [...path, key]])
      }
    }
  }
  return found
}

function tensorsOf({ entries }: PickleDict): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>()
  for (const [key, value] of entries) if (typeof key === 'string' && isKind(value, 'tensor')) tensors.set(key, value)
  return tensors
}
