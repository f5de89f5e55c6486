/** What a model of any method sees of a recording. */
import { windowLength } from '../domain/windows.ts'
import type { ModelFile, Preprocessing } from './learning.ts'

/** Frames from the first to the last of a window that slides over a recording. */
export function windowFramesOf(model: ModelFile): number {
  if (model.method !== 'network') return model.windowFrames
  return windowLength(model.preprocessing.frames, model.preprocessing.frameStep)
}

/** How much of a frame its explanations cover: the middle `size` of `resize`. */
export function explainedPart(model: ModelFile): Pick<Preprocessing, 'size' | 'resize'> {
  switch (model.method) {
    case 'network':
      return model.preprocessing
    case 'fusion':
      return model.training.network.preprocessing
    case 'motion':
      return { size: 1, resize: 1 }
  }
}
