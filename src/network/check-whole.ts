import type { ParameterSpec } from './architecture/parameter-spec.ts'
import { listed } from './listed.ts'
import { allNumbers, holdsFloats, quoted, type FileTensor, type Refuse } from './tensor-file.ts'

/**
 * Makes sure that a weights file holds all of a network and nothing else, and throws what `refuse` makes of the names that
 * are missing, left over, of another shape or not all numbers.
 * @param mayHave whether the file may have a name that the network has no place for; batch norm's counters it always may
 */
export function checkWhole(
  tensors: ReadonlyMap<string, FileTensor>,
  specs: readonly ParameterSpec[],
  refuse: Refuse,
  mayHave: (name: string) => boolean = () => false,
): void {
  const known = new Set(specs.map(({ name }) => name))
  const mayStay = (name: string): boolean => known.has(name) || name.endsWith('num_batches_tracked') || mayHave(name)
  const missing = specs.filter(({ name }) => !tensors.has(name)).map(({ name }) => name)
  const leftOver = [...tensors.keys()].filter((name) => !mayStay(name))
  const shapes = specs.flatMap((spec) => wrongShape(spec, tensors.get(spec.name)))
  const broken = specs.filter(({ name }) => !allNumbers(tensors.get(name))).map(({ name }) => name)
  const complaints = [
    ...listed('it lacks', missing),
    ...listed('it has too much:', leftOver.map(quoted)),
    ...listed('shapes differ:', shapes),
    ...listed('not all are numbers in', broken),
  ]
  if (complaints.length > 0) throw refuse(complaints.join('; '))
}

function wrongShape({ name, torchShape }: ParameterSpec, tensor: FileTensor | undefined): string[] {
  if (!tensor || holdsFloats(tensor, torchShape)) return []
  return [`${name} is [${tensor.shape.join(', ')}] where [${torchShape.join(', ')}] belongs`]
}
