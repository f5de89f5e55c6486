/** The parts of a report that speak of models: what their score means, and what one looked at. Pure. */
import type { ModelFile } from '../../contract/learning.ts'
import { heatColour } from '../../domain/heat-colours.ts'
import { dataUrl, html, type Html } from './html.ts'
import { counted, momentInWords, modelInWords, percent, scoreInWords, startInWords, weakestInWords } from './words.ts'

/** Three frames of a clip, as filmed and with Grad-CAM over them. */
export interface WhyFacts {
  readonly modelName: string
  readonly label: string
  /** What the model gives the label in this clip, 0 to 1. */
  readonly score: number
  readonly fileName: string
  /** In words, which segment the clip is of. */
  readonly segment: string
  readonly frames: readonly {
    readonly frameIndex: number
    readonly weight: number
    readonly original: Uint8Array
    readonly overlay: Uint8Array
  }[]
}

/** The models that had a part in the session, with their score in words; null where none had. */
export function modelSection(models: readonly ModelFile[]): Html | null {
  if (models.length === 0) return null
  return html`<section>
    <h2>${models.length === 1 ? 'Model' : 'Models'}</h2>
    ${models.map(modelCard)}
  </section>`
}

function modelCard(model: ModelFile): Html {
  const { dataset, classes } = model
  return html`<div class="card">
    <h3><bdi>${model.name}</bdi></h3>
    <p>${scoreInWords(model)} ${weakestInWords(model.heldOut)}</p>
    <p class="facts">
      Split ${dataset.protocol}. Trained on ${momentInWords(model.createdAt)} on ${counted(dataset.clips, 'clip')} of
      ${counted(dataset.groups, 'group')}; it tells apart ${classes.join(', ')}. ${modelInWords(model)}. Started from
      ${startInWords(model.startedFrom)}.
    </p>
    <p class="facts mono">model ${model.id}<br />data ${dataset.hash}</p>
  </div>`
}

/** Grad-CAM of one clip, or in words why there is none; null where nobody asked. */
export function whySection(why: WhyFacts | string | null): Html | null {
  if (why === null) return null
  if (typeof why === 'string')
    return html`<section>
      <h2>Why the model decided so</h2>
      <p class="quiet">${why}</p>
    </section>`
  return html`<section>
    <h2>Why the model decided so</h2>
    <p>
      In the clip around ${why.segment} of <bdi>${why.fileName}</bdi>, <bdi>${why.modelName}</bdi> gives
      “<bdi>${why.label}</bdi>” ${percent(why.score, 0)}. The light places are those that spoke most for it, by their
      look (Grad-CAM) or, in a model of movement, by what moved there. Each frame is on its own scale; the weight says
      how much a frame counted beside the one that counted most. It shows what the model looked at, not whether it was
      right.
    </p>
    <div class="frames">
      ${why.frames.map(
        (frame) =>
          html`<figure>
            <img alt="Frame ${frame.frameIndex} with what spoke for it" src="${dataUrl(frame.overlay)}" />
            <img alt="Frame ${frame.frameIndex} as filmed" src="${dataUrl(frame.original)}" />
            <figcaption>Frame ${frame.frameIndex}, weight ${percent(frame.weight, 0)}</figcaption>
          </figure>`,
      )}
    </div>
    <p class="scale">counted little <span style="background: ${scaleGradient()}"></span> counted most</p>
  </section>`
}

function scaleGradient(): string {
  const stops = Array.from({ length: 9 }, (_, i) => `rgb(${heatColour((i * 255) / 8).join(' ')})`)
  return `linear-gradient(to right, ${stops.join(', ')})`
}
