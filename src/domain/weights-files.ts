/** File name endings that are offered as network weights. A file named outright is tried whatever its ending. */
export const weightsExtensions = ['safetensors', 'pth', 'pt'] as const

/** Whether a file's name ends like network weights. */
export function isWeightsName(fileName: string): boolean {
  const ending = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()
  return fileName.includes('.') && weightsExtensions.some((known) => known === ending)
}
