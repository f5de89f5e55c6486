/** Where the window is: one address per place, so that back, forward and reload work. */

export type Place =
  | { page: 'library' }
  | { page: 'label'; recordingId: string | null }
  | { page: 'train'; runId: string | null }
  | { page: 'review'; recordingId: string | null }
  | { page: 'reports'; sessionId: string | null }
  | { page: 'settings' }

/** The place an address names; unknown addresses lead to the library. */
export function placeOf(pathname: string): Place {
  const [page = '', detail = ''] = pathname.split('/').filter(Boolean).map(decodeURIComponent)
  const chosen = detail === '' ? null : detail
  switch (page) {
    case 'label':
    case 'review':
      return { page, recordingId: chosen }
    case 'train':
      return { page, runId: chosen }
    case 'reports':
      return { page, sessionId: chosen }
    case 'settings':
      return { page }
    default:
      return { page: 'library' }
  }
}

export function addressOf(place: Place): string {
  const detail =
    'recordingId' in place
      ? place.recordingId
      : 'runId' in place
        ? place.runId
        : 'sessionId' in place
          ? place.sessionId
          : null
  return `/${place.page}${detail === null ? '' : `/${encodeURIComponent(detail)}`}`
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
