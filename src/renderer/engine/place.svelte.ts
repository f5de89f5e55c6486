/** Where the window is: one address per place, so that back, forward and reload work. */

export type Place =
  | { page: 'library' }
  | { page: 'label'; recordingId: string | null }
  | { page: 'train'; runId: string | null }
  | { page: 'review'; recordingId: string | null }
  | { page: 'reports'; sessionId: string | null }
  | { page: 'results'; resultsId: string | null; table: string | null }
  | { page: 'settings' }

/** The place an address names; unknown addresses lead to the library. */
export function placeOf(pathname: string): Place {
  const [page = '', detail = '', part = ''] = pathname.split('/').filter(Boolean).map(decodeURIComponent)
  const chosen = detail === '' ? null : detail
  switch (page) {
    case 'label':
    case 'review':
      return { page, recordingId: chosen }
    case 'train':
      return { page, runId: chosen }
    case 'reports':
      return { page, sessionId: chosen }
    case 'results':
      return { page, resultsId: chosen, table: part === '' ? null : part }
    case 'settings':
      return { page }
    default:
      return { page: 'library' }
  }
}

export function addressOf(place: Place): string {
  return ['', place.page, ...detailsOf(place)].map(encodeURIComponent).join('/')
}

/** What follows the page in its address. */
function detailsOf(place: Place): string[] {
  switch (place.page) {
    case 'library':
    case 'settings':
      return []
    case 'label':
    case 'review':
      return place.recordingId === null ? [] : [place.recordingId]
    case 'train':
      return place.runId === null ? [] : [place.runId]
    case 'reports':
      return place.sessionId === null ? [] : [place.sessionId]
    case 'results':
      return [place.resultsId, place.table].filter((part) => part !== null)
  }
}

class Window {
  place = $state<Place>(placeOf(location.pathname))

  constructor() {
    addEventListener('popstate', () => (this.place = placeOf(location.pathname)))
  }

  go(place: Place): void {
    const address = addressOf(place)
    if (address !== location.pathname) history.pushState(null, '', address)
    this.place = place
  }
}

export const here = new Window()
