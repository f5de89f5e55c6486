import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** What the reference keeps of a tensor, in PyTorch's layout. */
export interface Summary {
  readonly shape: number[]
  readonly l2: number
  readonly mean: number
  readonly first: number[]
}

export interface GradientEntry {
  readonly output_train: Summary
  readonly gradients: Record<string, Summary>
}

export interface AttentionEntry extends GradientEntry {
  readonly output_eval: Summary
  readonly parameters_in_resnet50: number
}

export interface ResNetEntry {
  readonly eval: Record<string, Summary>
  readonly train: {
    readonly labels: number[]
    readonly loss: number
    readonly gradients: Record<string, Summary>
    readonly running_mean_after_one_step: Summary
    readonly running_var_after_one_step: Summary
  }
}

export interface RlnetEntry {
  readonly labels: number[]
  readonly classes: number
  readonly eval_logits: number[][]
  readonly 'train_losses_adam_1e-4_dropout_off': number[]
  readonly parameters: number
}

export interface Reference {
  readonly made_with: { readonly seed: number }
  readonly formula_check: Record<'conv1.weight[0:6]' | 'input.resnet[0:6]', number[]>
  readonly attention_cbam: AttentionEntry
  readonly attention_c_cbam: AttentionEntry
  readonly bottleneck: GradientEntry
  readonly bottleneck_cbam: GradientEntry
  readonly bottleneck_c_cbam: GradientEntry
  readonly resnet50: ResNetEntry
  readonly resnet50_cbam: ResNetEntry
  readonly resnet50_c_cbam: ResNetEntry
  readonly resnet18: { readonly logits: Summary; readonly parameters: number }
  readonly resnet34: { readonly logits: Summary; readonly parameters: number }
  readonly r3d_18: { readonly logits: Summary; readonly parameters: number }
  readonly c3d: { readonly logits: Summary; readonly parameters: number }
  readonly alexnet: { readonly logits: Summary; readonly parameters: number }
  readonly inception_v3: { readonly logits: Summary; readonly parameters: number }
  readonly lstm: { readonly last_hidden: Summary }
  readonly rlnet: RlnetEntry
  readonly rlnet_cbam: RlnetEntry
  readonly rlnet_c_cbam: RlnetEntry
  readonly gradcam_rlnet_c_cbam: {
    readonly class: number
    readonly logits: number[][]
    readonly map_unscaled: number[][][]
    readonly map_scaled_over_clip: number[][][]
  }
}

/** PyTorch's numbers: the file that PARITY_REFERENCE names, or the one beside the tests. */
export function readReference(): Reference {
  const path = process.env['PARITY_REFERENCE'] ?? new URL('../fixtures/parity-reference.json', import.meta.url)
  return JSON.parse(readFileSync(path, 'utf8')) as Reference
}

/**
 * Shape, l2, mean and the first values of `values` (PyTorch's layout) against the reference. Differences are relative: of
 * l2 to l2, of values to the largest listed one or the tensor's root mean square, whichever is larger; values may have a
 * tolerance of their own.
 */
export function expectSummary(
  what: string,
  values: Float32Array,
  shape: readonly number[],
  expected: Summary,
  tolerance: number,
  toleranceOfValues = tolerance,
): void {
  expect([...shape], `${what}: shape`).toEqual(expected.shape)
  const l2 = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const rms = expected.l2 / Math.sqrt(values.length)
  expect(Math.abs(l2 - expected.l2) / expected.l2, `${what}: l2 ${l2} for ${expected.l2}`).toBeLessThan(tolerance)
  expect(Math.abs(mean - expected.mean) / rms, `${what}: mean ${mean} for ${expected.mean}`).toBeLessThan(tolerance)
  expectValues(
    `${what}: first values`,
    values.subarray(0, expected.first.length),
    expected.first,
    toleranceOfValues,
    rms,
  )
}

/**
 * Differences relative to the largest expected value, or to `least` where that is larger; where every expected value is 0,
 * as in a Grad-CAM that shows nothing, there may be none.
 */
export function expectValues(
  what: string,
  values: ArrayLike<number>,
  expected: readonly number[],
  tolerance: number,
  least = 0,
): void {
  expect(values.length, `${what}: how many`).toBe(expected.length)
  const scale = Math.max(least, ...expected.map(Math.abs))
  const worst = Math.max(...expected.map((value, index) => Math.abs(value - (values[index] as number))))
  const shown = `${what}: ${Array.from(values).join(' ')} for ${expected.join(' ')}, off by ${worst / scale}`
  expect(worst, shown).toBeLessThanOrEqual(tolerance * scale)
}
