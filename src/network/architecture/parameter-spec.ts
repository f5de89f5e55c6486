/**
 * What an element of the store is: it decides how PyTorch's layout becomes TensorFlow's, how it starts, and whether it
 * is trained (`mean` and `variance` are running statistics).
 */
export type ParameterKind =
  'convolution' | 'linear' | 'lstmWeight' | 'lstmBias' | 'bias' | 'scale' | 'shift' | 'mean' | 'variance'

export interface ParameterSpec {
  /** PyTorch's state-dict name. */
  readonly name: string
  readonly kind: ParameterKind
  /** In PyTorch's layout: OIHW or OITHW for convolutions, [out, in] for linear layers, [4·hidden, in] for the LSTM. */
  readonly torchShape: readonly number[]
  /** Of a bias: how many values each output is a sum of, which decides how far from zero it starts. */
  readonly fanIn?: number
  /**
   * How a convolution starts. `fan-out`: He normal over fan-out, as torchvision's ResNets. `fan-in`: uniform within
   * 1/√fan-in, as torch.nn starts every layer that nobody says otherwise of. Left out: `fan-out`.
   */
  readonly start?: 'fan-out' | 'fan-in'
}

export function isTrainable(kind: ParameterKind): boolean {
  return kind !== 'mean' && kind !== 'variance'
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** A convolution without a bias, of a square kernel. */
export function convolution(name: string, output: number, input: number, side: number): ParameterSpec {
  return { name: `${name}.weight`, kind: 'convolution', torchShape: [output, input, side, side] }
}

export function batchNorm(name: string, channels: number): ParameterSpec[] {
  const torchShape = [channels]
  return [
    { name: `${name}.weight`, kind: 'scale', torchShape },
    { name: `${name}.bias`, kind: 'shift', torchShape },
    { name: `${name}.running_mean`, kind: 'mean', torchShape },
    { name: `${name}.running_var`, kind: 'variance', torchShape },
  ]
}

export function linear(name: string, output: number, input: number): ParameterSpec[] {
  return [
    { name: `${name}.weight`, kind: 'linear', torchShape: [output, input] },
    { name: `${name}.bias`, kind: 'bias', torchShape: [output], fanIn: input },
  ]
}

/** One direction of one layer of torch.nn.LSTM; `suffix` as PyTorch names them: l0, l1, l0_reverse. */
export function lstm(name: string, input: number, hidden: number, suffix = 'l0'): ParameterSpec[] {
  return [
    { name: `${name}.weight_ih_${suffix}`, kind: 'lstmWeight', torchShape: [4 * hidden, input] },
    { name: `${name}.weight_hh_${suffix}`, kind: 'lstmWeight', torchShape: [4 * hidden, hidden] },
    { name: `${name}.bias_ih_${suffix}`, kind: 'lstmBias', torchShape: [4 * hidden] },
    { name: `${name}.bias_hh_${suffix}`, kind: 'lstmBias', torchShape: [4 * hidden] },
  ]
}
