/** Where the window is: one address per place, so that back, forward and reload work. */
import { leaveField } from '../ui/leave-field.ts'

export type Place =
  | { page: 'library' }
  | { page: 'label'; recordingId: string | null }
  | { page: 'synchronise'; recordingId: string | null }
  | { page: 'compare'; left: string | null; right: string | null }
  | { page: 'train'; runId: string | null }
  | { page: 'review'; recordingId: string | null }
  | { page: 'reports'; sessionId: string | null }
  | { page: 'results'; resultsId: string | null; table: string | null }
  | { page: 'label-sets'; labelSetId: string | null }
  | { page: 'bin' }
  | { page: 'settings'; section: SettingsSection }

const settingsSections = ['general', 'coding', 'keys', 'backups'] as const
export type SettingsSection = (typeof settingsSections)[number]

/** Stands for the left of a comparison that has only a right. */
const NOBODY = '-'

/** The place an address names; unknown addresses lead to the library. */
export function placeOf(pathname: string): Place {
  const [page = '', detail = '', part = ''] = pathname.split('/').filter(Boolean).map(decoded)
  const chosen = detail === '' ? null : detail
  switch (page) {
    case 'label':
    case 'review':
    case 'synchronise':
      return { page, recordingId: chosen }
    case 'compare':
      return { page, left: chosen === NOBODY ? null : chosen, right: part === '' ? null : part }
    case 'train':
      return { page, runId: chosen }
    case 'reports':
      return { page, sessionId: chosen }
    case 'label-sets':
      return { page, labelSetId: chosen }
    case 'results':
      return { page, resultsId: chosen, table: part === '' ? null : part }
    case 'bin':
      return { page }
    case 'settings':
      return { page, section: settingsSections.find((section) => section === detail) ?? 'general' }
    default:
      return { page: 'library' }
  }
}

/** A part that is cut off within a character stays as it is: then it names nothing that there is, and the page says so. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export function addressOf(place: Place): string {
  return ['', place.page, ...detailsOf(place)].map(encodeURIComponent).join('/')
}

/** What follows the page in its address. */
function detailsOf(place: Place): string[] {
  switch (place.page) {
    case 'library':
    case 'bin':
      return []
    case 'label':
    case 'review':
    case 'synchronise':
      return place.recordingId === null ? [] : [place.recordingId]
    case 'compare':
      if (place.right !== null) return [place.left ?? NOBODY, place.right]
      return place.left === null ? [] : [place.left]
    case 'train':
      return place.runId === null ? [] : [place.runId]
    case 'reports':
      return place.sessionId === null ? [] : [place.sessionId]
    case 'label-sets':
      return place.labelSetId === null ? [] : [place.labelSetId]
    case 'settings':
      return place.section === 'general' ? [] : [place.section]
    case 'results':
      return [place.resultsId, place.table].filter((part) => part !== null)
  }
}

class Window {
  place = $state<Place>(placeOf(location.pathname))

  constructor() {
    addEventListener('popstate', () => {
      leaveField()
      this.place = placeOf(location.pathname)
    })
  }

  go(place: Place): void {
    const address = addressOf(place)
    if (address !== location.pathname) history.pushState(null, '', address)
    this.place = place
  }

  /** The same place, said otherwise: back does not lead to how it was said before. */
  replace(place: Place): void {
    history.replaceState(null, '', addressOf(place))
    this.place = place
  }

  /** Follows a link inside the window; with Ctrl, Cmd or Shift the browser opens it as it does. */
  follow(event: MouseEvent, place: Place): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    this.go(place)
  }
}

export const here = new Window()
