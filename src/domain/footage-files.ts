/** File name endings that are taken for footage when a folder is read. A file named outright is tried whatever its ending. */
export const videoExtensions = [
  '3g2',
  '3gp',
  'asf',
  'avi',
  'flv',
  'm2ts',
  'm4v',
  'mkv',
  'mov',
  'mp4',
  'mpeg',
  'mpg',
  'mts',
  'mxf',
  'ogv',
  'ps',
  'ts',
  'vob',
  'webm',
  'wmv',
] as const

/** Whether a file's name ends like footage. */
export function isFootageName(fileName: string): boolean {
  const ending = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()
  return fileName.includes('.') && videoExtensions.some((known) => known === ending)
}
