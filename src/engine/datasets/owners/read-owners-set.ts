/** Reads a data set as its owner hands it out, and finds out from the layout which one it is. */
import { Problem } from '../../../domain/problem.ts'
import { readFolder } from './folder.ts'
import { looksLikeHmdb51, readHmdb51 } from './hmdb51.ts'
import { looksLikeKth, readKth } from './kth.ts'
import { faultOf, type OwnersSet, type ReadSet, type SetName } from './owners-set.ts'
import { readTree, type Tree } from './tree.ts'
import { looksLikeUcf101, readUcf101 } from './ucf101.ts'
import { looksLikeUcf11, readUcf11 } from './ucf11.ts'
import { looksLikeUtInteraction, readUtInteraction } from './ut-interaction.ts'

interface Reader {
  readonly name: SetName
  /** Whether most of the videos are named as the owner of the set names them. */
  readonly looksLike: (tree: Tree) => boolean
  readonly read: (tree: Tree) => ReadSet | Promise<ReadSet>
}

const readers: readonly Reader[] = [
  { name: 'kth', looksLike: looksLikeKth, read: readKth },
  { name: 'ucf101', looksLike: looksLikeUcf101, read: readUcf101 },
  { name: 'ucf11', looksLike: looksLikeUcf11, read: readUcf11 },
  { name: 'hmdb51', looksLike: looksLikeHmdb51, read: readHmdb51 },
  { name: 'ut-interaction', looksLike: looksLikeUtInteraction, read: readUtInteraction },
  { name: 'folder', looksLike: () => true, read: readFolder },
]

/**
 * The clips of a set and what names and lists say is wrong with this copy. Nothing is decoded: `inspectFootage` does that.
 * @param options.as reads it as this set, whatever it looks like
 * @throws Problem FILE_NOT_FOUND, FILE_NOT_READABLE, INVALID_INPUT, DATASET_UNUSABLE where there are no clips
 */
export async function readOwnersSet(dir: string, options: { readonly as?: SetName } = {}): Promise<OwnersSet> {
  const tree = await readTree(dir)
  if (tree.footage.length === 0) {
    const [seen, advice] =
      tree.links.length > 0
        ? [
            ', but links, which are not followed',
            'Put the files themselves there, or name the folder that they lead to.',
          ]
        : ['', 'Name the folder that the set lies in.']
    throw new Problem('DATASET_UNUSABLE', `There are no videos in ${tree.root}${seen}. ${advice}`)
  }
  const reader = readers.find(({ name, looksLike }) =>
    options.as === undefined ? looksLike(tree) : name === options.as,
  )!
  const { title, clips, faults } = await reader.read(tree)
  if (clips.length === 0) {
    throw new Problem('DATASET_UNUSABLE', `No video in ${tree.root} is named like a clip of ${title}.`)
  }
  const links = faultOf(
    'quirk',
    tree.links,
    'Links. They may lead anywhere, so they are not followed, and what they lead to is left out.',
  )
  const closed = faultOf(
    'unreadable',
    tree.closed,
    'Folders that can’t be opened: you have no permission, or their disk fails. What is in them is left out.',
  )
  return { name: reader.name, title, origin: tree.root, clips, faults: [...faults, ...links, ...closed] }
}
