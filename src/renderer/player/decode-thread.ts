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
      problem: (message) => void tell(film, message),
    })
    const { startSecs, size, turn } = decoder
    report({ type: 'opened', startSecs, size, turn })
  } catch (caught) {
    await tell(film, caught instanceof Error ? caught.message : String(caught))
  }
}

/** Says why there are no more pictures: in the engine's words where it can't give the file any more. */
async function tell({ url }: Film, message: string): Promise<void> {
  report({ type: 'problem', message: (await refusalOf(url)) ?? message })
}

/** Null where the file is there. */
async function refusalOf(url: string): Promise<string | null> {
  const answer = await fetch(url, { headers: { range: 'bytes=0-0' } }).catch(() => null)
  if (answer === null) return 'Touchline is not answering. Is it still running? Start it again, then reload this page.'
  if (answer.ok) return null
  const said: unknown = await answer.json().catch(() => null)
  return typeof said === 'object' && said !== null && 'message' in said ? String(said.message) : null
}

function report(what: DecodeReport, transfer: Transferable[] = []): void {
  postMessage(what, { transfer })
}
