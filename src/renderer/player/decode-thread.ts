/**
 * The thread that decodes one film. In the window's own thread a picture would wait at every step on its way (read, fed,
 * decoded, taken) for drawing and input to be over.
 */
import type { DecodeOrder, DecodeReport, Film } from './decode-messages.ts'
import { FilmDecoder } from './film-decoder.ts'

let decoder: FilmDecoder | null = null

addEventListener('message', ({ data: order }: MessageEvent<DecodeOrder>) => {
  if (order.type === 'open') void open(order.film)
  else decoder?.look(order)
})

async function open(film: Film): Promise<void> {
  try {
    decoder = await FilmDecoder.open(film, {
      frame: (index, picture, gone) => report({ type: 'frame', index, picture, gone }, [picture]),
      lost: (index) => report({ type: 'lost', index }),
      problem: (message) => report({ type: 'problem', message }),
    })
    const { startSecs, size, turn } = decoder
    report({ type: 'opened', startSecs, size, turn })
  } catch (caught) {
    report({ type: 'problem', message: caught instanceof Error ? caught.message : String(caught) })
  }
}

function report(what: DecodeReport, transfer: Transferable[] = []): void {
  postMessage(what, { transfer })
}
