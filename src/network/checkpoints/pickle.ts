/**
 * A reader of Python's pickle format (protocol 2) that runs nothing. It knows the opcodes of plain values and the handful of
 * names with which PyTorch describes tensors; anything else a file asks for is refused by name.
 */
import { quoted, type Refuse } from '../tensor-file.ts'
import { isKind, isKnownName, type PickleKey, type PickleList, type PickleValue } from './pickle-values.ts'
import { callNamed, storageOf } from './torch-records.ts'

const limits = {
  bytes: 64_000_000,
  /** Opcodes, and so values: a training checkpoint of a large network has some ten thousands. */
  steps: 1_000_000,
  /** Containers being filled at once. */
  depth: 200,
  nameBytes: 512,
} as const

/**
 * The value that a pickle holds. Containers may hold each other in a circle: whoever walks them keeps count.
 * Throws what `refuse` makes.
 */
export function readPickle(bytes: Uint8Array, refuse: Refuse): PickleValue {
  if (bytes.length > limits.bytes) throw refuse('its description of the tensors is larger than any network needs')
  const machine = new Machine(bytes, refuse)
  for (let step = 0; step < limits.steps; step++) {
    const opcode = String.fromCharCode(machine.byte())
    if (opcode === '.') return machine.result()
    const act = actions[opcode]
    if (!act) throw refuse(`it uses the pickle opcode 0x${opcode.charCodeAt(0).toString(16)}, which is not read`)
    act(machine)
  }
  throw refuse('it describes more values than any network needs')
}

/** What the opcodes of protocol 2 do, by their character. Left out: whatever makes objects of classes. */
const actions: Readonly<Record<string, (machine: Machine) => void>> = {
  '\x80': (machine) => machine.checkProtocol(machine.byte()),
  '(': (machine) => machine.mark(),
  '0': (machine) => void machine.pop(),
  N: (machine) => machine.push(null),
  '\x88': (machine) => machine.push(true),
  '\x89': (machine) => machine.push(false),
  K: (machine) => machine.push(machine.byte()),
  M: (machine) => machine.push(machine.view(2).getUint16(0, true)),
  J: (machine) => machine.push(machine.view(4).getInt32(0, true)),
  '\x8a': (machine) => machine.push(littleEndian(machine.take(machine.byte()))),
  G: (machine) => machine.push(machine.view(8).getFloat64(0, false)),
  X: (machine) => machine.push(machine.text(machine.view(4).getUint32(0, true))),
  ')': (machine) => machine.push(list([])),
  ']': (machine) => machine.push(list([])),
  '}': (machine) => machine.push({ kind: 'dict', entries: new Map() }),
  '\x85': (machine) => machine.push(list(machine.popSome(1))),
  '\x86': (machine) => machine.push(list(machine.popSome(2))),
  '\x87': (machine) => machine.push(list(machine.popSome(3))),
  t: (machine) => machine.push(list(machine.popToMark())),
  a: (machine) => machine.append(machine.popSome(1)),
  e: (machine) => machine.append(machine.popToMark()),
  s: (machine) => machine.setItems(machine.popSome(2)),
  u: (machine) => machine.setItems(machine.popToMark()),
  q: (machine) => machine.remember(machine.byte()),
  r: (machine) => machine.remember(machine.view(4).getUint32(0, true)),
  h: (machine) => machine.recall(machine.byte()),
  j: (machine) => machine.recall(machine.view(4).getUint32(0, true)),
  c: (machine) => machine.name(`${machine.line()}.${machine.line()}`),
  R: (machine) => machine.call(),
  b: (machine) => machine.ignoreAttributes(),
  Q: (machine) => machine.push(storageOf(machine.pop(), machine.refuse)),
}

class Machine {
  readonly refuse: Refuse
  readonly #bytes: Uint8Array
  readonly #stack: PickleValue[] = []
  readonly #marks: number[] = []
  readonly #memo = new Map<number, PickleValue>()
  #at = 0

  constructor(bytes: Uint8Array, refuse: Refuse) {
    this.#bytes = bytes
    this.refuse = refuse
  }

  take(count: number): Uint8Array {
    const taken = this.#bytes.subarray(this.#at, this.#at + count)
    if (taken.length < count) throw this.refuse('its description of the tensors is cut off')
    this.#at += count
    return taken
  }

  byte(): number {
    return this.take(1)[0] as number
  }

  view(count: number): DataView {
    const taken = this.take(count)
    return new DataView(taken.buffer, taken.byteOffset, count)
  }

  text(count: number): string {
    const taken = this.take(count)
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(taken)
    } catch (cause) {
      throw this.refuse('its description of the tensors holds text that is not UTF-8', cause)
    }
  }

  line(): string {
    const rest = this.#bytes.subarray(this.#at, this.#at + limits.nameBytes)
    const end = rest.indexOf(0x0a)
    if (end < 0) throw this.refuse('its description of the tensors is damaged')
    const line = this.text(end)
    this.#at++
    return line
  }

  push(value: PickleValue): void {
    this.#stack.push(value)
  }

  pop(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw this.damaged()
    return this.#stack.pop() as PickleValue
  }

  popSome(count: number): PickleValue[] {
    const first = this.#stack.length - count
    if (first < (this.#marks.at(-1) ?? 0)) throw this.damaged()
    return this.#stack.splice(first)
  }

  popToMark(): PickleValue[] {
    const mark = this.#marks.pop()
    if (mark === undefined) throw this.damaged()
    return this.#stack.splice(mark)
  }

  mark(): void {
    this.#marks.push(this.#stack.length)
    if (this.#marks.length > limits.depth) throw this.refuse('it is nested deeper than any network needs')
  }

  append(values: readonly PickleValue[]): void {
    const target = this.top()
    if (!isKind(target, 'list')) throw this.damaged()
    for (const value of values) target.items.push(value)
  }

  setItems(values: readonly PickleValue[]): void {
    const target = this.top()
    if (!isKind(target, 'dict') || values.length % 2 !== 0) throw this.damaged()
    for (let index = 0; index < values.length; index += 2) {
      target.entries.set(this.key(values[index] as PickleValue), values[index + 1] as PickleValue)
    }
  }

  remember(place: number): void {
    this.#memo.set(place, this.top())
  }

  recall(place: number): void {
    const value = this.#memo.get(place)
    if (value === undefined) throw this.damaged()
    this.push(value)
  }

  name(name: string): void {
    if (!isKnownName(name)) {
      throw this.refuse(
        `it asks to run ${quoted(name)}, and a weights file may hold tensors only. If you trust it, open it in Python and ` +
          'save its state dict alone: torch.save(model.state_dict(), "weights.pth")',
      )
    }
    this.push({ kind: 'named', name })
  }

  call(): void {
    const [callable, given] = this.popSome(2)
    if (!isKind(callable, 'named') || !isKind(given, 'list')) throw this.damaged()
    this.push(callNamed(callable.name, given.items, this.refuse))
  }

  /** An OrderedDict's own attributes (PyTorch keeps version numbers there) say nothing about weights. */
  ignoreAttributes(): void {
    this.pop()
    if (!isKind(this.top(), 'dict')) throw this.damaged()
  }

  checkProtocol(version: number): void {
    if (version === 2) return
    throw this.refuse(
      `it is written in pickle protocol ${version}, and only PyTorch's usual protocol 2 is read. Save it again with torch.save and no pickle_protocol`,
    )
  }

  result(): PickleValue {
    const [value] = this.popSome(1)
    if (this.#stack.length > 0 || this.#marks.length > 0) throw this.damaged()
    return value as PickleValue
  }

  top(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw this.damaged()
    return this.#stack.at(-1) as PickleValue
  }

  key(value: PickleValue): PickleKey {
    if (typeof value === 'object' && value !== null) throw this.refuse('it has a dict whose keys are not plain values')
    return value
  }

  damaged(): Error {
    return this.refuse('its description of the tensors is damaged')
  }
}

function list(items: PickleValue[]): PickleList {
  return { kind: 'list', items }
}

/** A whole number in two's complement of any length; a number where it fits one. */
function littleEndian(bytes: Uint8Array): number | bigint {
  let value = 0n
  for (const [place, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * place)
  value = BigInt.asIntN(8 * bytes.length, value)
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
