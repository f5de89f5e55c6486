/**
 * What passes between the engine and the compute process: one request when it starts, events while it works,
 * one `result` or `problem` at its end. A process serves one request and exits; cancelling kills it.
 */
import { z } from 'zod'
import {
  clipSet,
  epochMetrics,
  evaluation,
  explanation,
  footage,
  inspectedWeights,
  modelFile,
  runRecord,
  startingWeights,
  trainingConfig,
  windowScores,
} from './learning.ts'

const base = {
  /** The ffmpeg the engine found. */
  ffmpeg: z.string(),
  /** Threads for TensorFlow and decoders; null: as many as there are cores. */
  threads: z.number().int().positive().nullable(),
  /** 'auto' takes TensorFlow where it loads, else WASM for prediction and explanation. */
  backend: z.enum(['auto', 'tensorflow', 'wasm', 'cpu']),
}

export const computeRequest = z.discriminatedUnion('kind', [
  z.object({ ...base, kind: z.literal('describe') }),
  /** Reads a weights file whole and says what it is; `name` is what the person knows it by. */
  z.object({ ...base, kind: z.literal('inspect-weights'), file: z.string(), name: z.string() }),
  /** Writes model.json and weights.safetensors into the new folder modelDir. */
  z.object({
    ...base,
    kind: z.literal('train'),
    modelId: z.string(),
    modelName: z.string(),
    clipSet,
    config: trainingConfig,
    modelDir: z.string(),
    /** Null: random weights. */
    startFrom: startingWeights.nullable(),
    /** Where the run's checkpoints lie, of this run alone; made when the first is written. */
    checkpointDir: z.string(),
    /** Whether to go on from the last checkpoint in there; refused where there is none or it is of another run. */
    resume: z.boolean(),
    /** Where features of frozen stages are kept; may be shared by runs. */
    featureCacheDir: z.string(),
  }),
  z.object({
    ...base,
    kind: z.literal('evaluate'),
    modelDir: z.string(),
    clipSet,
    /** Views of a clip whose scores are averaged; left out: 3. */
    views: z.number().int().min(1).max(20).optional(),
    /** What activations are computed in; left out: float32. */
    precision: z.enum(['float32', 'bf16']).optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('predict'),
    modelDir: z.string(),
    footage,
    /** Frames between the starts of neighbouring windows. */
    hopFrames: z.number().int().positive(),
    precision: z.enum(['float32', 'bf16']).optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('explain'),
    modelDir: z.string(),
    footage,
    first: z.number().int().min(0),
    /** Null: the label with the highest score. */
    label: z.string().nullable(),
  }),
])
export type ComputeRequest = z.infer<typeof computeRequest>

export const computeDescription = z.object({
  backend: z.string(),
  version: z.string(),
  devices: z.array(z.string()),
  canTrain: z.boolean(),
  /** Why this machine does not train in bfloat16, in words; null where it does. */
  whyNoBf16: z.string().nullable(),
  note: z.string(),
})
export type ComputeDescription = z.infer<typeof computeDescription>

export const computeResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('describe'), description: computeDescription }),
  z.object({ kind: z.literal('inspect-weights'), weights: inspectedWeights }),
  z.object({ kind: z.literal('train'), model: modelFile }),
  z.object({
    kind: z.literal('evaluate'),
    evaluation,
    predictions: z.array(
      z.object({ key: z.string(), label: z.string(), predicted: z.string(), scores: z.array(z.number()) }),
    ),
  }),
  z.object({ kind: z.literal('predict'), labels: z.array(z.string()), windows: z.array(windowScores) }),
  z.object({ kind: z.literal('explain'), explanation }),
])
export type ComputeResult = z.infer<typeof computeResult>

export const computeEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), phase: z.string(), done: z.number(), total: z.number() }),
  /** Training begins: with these settings (as they fit this machine), machine and versions. */
  z.object({
    type: z.literal('started'),
    config: trainingConfig,
    record: runRecord,
    /** Epochs that a checkpoint brings. */
    epochsDone: z.number().int().min(0),
  }),
  z.object({ type: z.literal('epoch'), metrics: epochMetrics, of: z.number().int() }),
  z.object({ type: z.literal('log'), text: z.string() }),
  z.object({ type: z.literal('result'), result: computeResult }),
  z.object({
    type: z.literal('problem'),
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()),
  }),
])
export type ComputeEvent = z.infer<typeof computeEvent>
