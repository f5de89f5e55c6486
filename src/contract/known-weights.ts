/** Published ImageNet weights that can be fetched by name. */
import type { z } from 'zod'
import type { backboneName } from './networks.ts'

export interface KnownWeights {
  readonly name: string
  readonly description: string
  readonly backbone: z.infer<typeof backboneName>
  readonly url: string
  /** Null where none was published. */
  readonly sizeBytes: number | null
  readonly sha256: string
  readonly licence: string
}

const imageNet = 'Learned from ImageNet-1k, whose terms of access are for non-commercial research and education.'
const torchvisionLicence = `torchvision is under BSD-3-Clause and grants nothing more for its weights. ${imageNet}`
const timmLicence = `Apache-2.0 (timm). ${imageNet}`

const torchvision = (file: string) => `https://download.pytorch.org/models/${file}`
const timm = (model: string) => `https://huggingface.co/timm/${model}/resolve/main/model.safetensors`

/**
 * Addresses are torchvision's and timm's own. The first eight digits of torchvision's checksums stand in its file names;
 * timm's are those that its model pages show.
 */
export const knownWeights: readonly KnownWeights[] = [
  {
    name: 'torchvision-resnet18',
    description: 'ResNet-18, torchvision IMAGENET1K_V1',
    backbone: 'resnet18',
    url: torchvision('resnet18-f37072fd.pth'),
    sizeBytes: 46_830_571,
    sha256: 'f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec',
    licence: torchvisionLicence,
  },
  {
    name: 'torchvision-resnet34',
    description: 'ResNet-34, torchvision IMAGENET1K_V1',
    backbone: 'resnet34',
    url: torchvision('resnet34-b627a593.pth'),
    sizeBytes: 87_319_819,
    sha256: 'b627a593bcbe140c234610266fe4f8ae95ea42fc881d091c9b6052e6b1d0590f',
    licence: torchvisionLicence,
  },
  {
    name: 'torchvision-resnet50',
    description: 'ResNet-50, torchvision IMAGENET1K_V1',
    backbone: 'resnet50',
    url: torchvision('resnet50-0676ba61.pth'),
    sizeBytes: 102_530_333,
    sha256: '0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a',
    licence: torchvisionLicence,
  },
  {
    name: 'torchvision-resnet50-v2',
    description: 'ResNet-50, torchvision IMAGENET1K_V2 (a newer training recipe)',
    backbone: 'resnet50',
    url: torchvision('resnet50-11ad3fa6.pth'),
    sizeBytes: 102_540_417,
    sha256: '11ad3fa62ca79e40addfd354a8ec4b7c75143b3038b8d2a807fbc68deab379ca',
    licence: torchvisionLicence,
  },
  {
    name: 'timm-resnet18-a1',
    description: 'ResNet-18, timm a1_in1k',
    backbone: 'resnet18',
    url: timm('resnet18.a1_in1k'),
    sizeBytes: 46_807_446,
    sha256: '80c49dee3da4822c009c5a7fe591e9223c5a2cfcf95a4067ca4dfb5a7b89c612',
    licence: timmLicence,
  },
  {
    name: 'timm-resnet34-a1',
    description: 'ResNet-34, timm a1_in1k',
    backbone: 'resnet34',
    url: timm('resnet34.a1_in1k'),
    sizeBytes: null,
    sha256: '829a220f9529d2b1ffdc8719d3273463001e0daf411eaf1916865d9db62c0ed2',
    licence: timmLicence,
  },
  {
    name: 'timm-resnet50-a1',
    description: 'ResNet-50, timm a1_in1k',
    backbone: 'resnet50',
    url: timm('resnet50.a1_in1k'),
    sizeBytes: 102_469_840,
    sha256: '773525d5821de224f8f30c33377b7a795d7863e08522698200d3217d3f2a41bb',
    licence: timmLicence,
  },
]

export function findKnownWeights(name: string): KnownWeights | undefined {
  return knownWeights.find((known) => known.name === name)
}
