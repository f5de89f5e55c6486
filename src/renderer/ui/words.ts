/** Numbers as people read them. */

/** 75.4 → '1:15.400'; hours only where there are some. */
export function timeText(secs: number): string {
  const millis = Math.round(Math.abs(secs) * 1000)
  const hours = Math.floor(millis / 3_600_000)
  const minutes = Math.floor(millis / 60_000) % 60
  const rest = ((millis % 60_000) / 1000).toFixed(3).padStart(6, '0')
  const sign = secs < 0 ? '−' : ''
  return hours > 0 ? `${sign}${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${sign}${minutes}:${rest}`
}

/** A length of time that needs no precision: '8 s', '3 min 20 s', '1 h 5 min'. */
export function lengthText(secs: number): string {
  const whole = Math.round(secs)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** 4501 → '4,501'. */
export function countText(count: number): string {
  return count.toLocaleString('en-GB')
}

/** 27_412_345 → '27.4 million', 380_000 → '0.38 million': two digits at least. */
export function millionsText(count: number): string {
  const millions = count / 1e6
  return `${millions >= 10 ? millions.toFixed(1) : millions.toPrecision(2)} million`
}

/** 0.834 → '83 %'. */
export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** '1 clip', '3 clips'. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`
}

/** 1536000 → '1.5 MB'. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** An ISO time as day and minute of this place. */
export function momentText(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}
