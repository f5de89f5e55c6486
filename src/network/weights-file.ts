/** Weights files of any format that is read, told apart by their content: names and endings lie. */
import { readTorchCheckpoint } from './checkpoints/torch-checkpoint.ts'
import { readSafetensors } from './safetensors.ts'
import { refuser, type TensorFile } from './tensor-file.ts'

export type WeightsFormat = 'safetensors' | 'pth'

export interface WeightsFile extends TensorFile {
  readonly format: WeightsFormat
}

/**
 * The tensors of a safetensors file or of a PyTorch checkpoint, held in memory. Throws Problem MODEL_UNUSABLE naming the file
 * and what is wrong with it.
 */
export function readWeightsFile(file: Uint8Array, fileName: string): WeightsFile {
  if (startsWith(file, zipMagic)) return { format: 'pth', ...readTorchCheckpoint(file, fileName) }
  if (startsWith(file, legacyMagic) || isTar(file)) {
    throw refuser(fileName)(
      'it is in the format that PyTorch wrote before version 1.6. Convert it in Python: ' +
        'torch.save(torch.load(FILE, map_location="cpu", weights_only=True), "converted.pth"), and take converted.pth',
    )
  }
  return { format: 'safetensors', ...readSafetensors(file, fileName) }
}

const zipMagic = [0x50, 0x4b, 0x03, 0x04]
/** The number with which torch.save began its files, as a pickle. */
const legacyMagic = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46]

function startsWith(file: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => file[index] === byte)
}

/** PyTorch's oldest format was a tar archive. */
function isTar(file: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(file.subarray(257, 262)) === 'ustar'
}
