/** What a wish would cost, before anything is run. */
import { statfs } from 'node:fs/promises'
import type { ResultsPlan, ResultsWish } from '../../contract/results.ts'
import { scaleNames, type ScaleName } from '../../contract/scales.ts'
import { findPaperTable } from '../../domain/paper-tables.ts'
import type { EngineContext } from '../context.ts'
import { resolveAllowed } from '../files/allowed-paths.ts'
import { planGroups } from '../reproduction/plan-groups.ts'
import { atScale, planRuns } from '../reproduction/plan.ts'
import { glanceAtSet, type GlancedSet } from '../reproduction/prepared-set.ts'
import { estimatedPlan, type Plan, type ReproductionWish } from '../reproduction/reproduce.ts'
import { folderOf, footageFileOf, resultsIdOf } from './places.ts'

/** A wish whose folder was found and looked at. */
export interface PlacedWish {
  readonly resultsId: string
  /** With the set's folder as it really is. */
  readonly asked: ResultsWish
  readonly wish: ReproductionWish
  readonly glanced: GlancedSet
}

/** @throws Problem as resolveAllowed and readOwnersSet */
export async function placeWish(context: EngineContext, asked: ResultsWish): Promise<PlacedWish> {
  const data = await resolveAllowed(context, asked.data)
  const glanced = await glanceAtSet(data, footageFileOf(context.paths, data))
  return placed(context, { ...asked, data }, glanced)
}

function placed({ paths }: EngineContext, asked: ResultsWish, glanced: GlancedSet): PlacedWish {
  const { data, tables, protocols, scale, epochs, systems, seed } = asked
  const resultsId = resultsIdOf(glanced.prepared.set.name, asked)
  const wish: ReproductionWish = {
    tables: [...new Set(tables)].map((id) => findPaperTable(id)!),
    protocols: [...new Set(protocols)],
    ...{ data, scale, epochs, systems, seed },
    out: folderOf(paths, resultsId),
    footageFile: footageFileOf(paths, data),
    // One at a time with all cores: the lane has other work waiting.
    jobs: 1,
  }
  return { resultsId, asked, wish, glanced }
}

/** @throws Problem as placeWish and planRuns */
export async function planResults(context: EngineContext, asked: ResultsWish): Promise<ResultsPlan> {
  const { resultsId, asked: found, wish, glanced } = await placeWish(context, asked)
  const planned = planRuns(glanced.prepared, wish)
  const plan = await estimatedPlan(glanced.prepared, wish, planned)
  const secsByScale = { paper: 0, laptop: 0, tiny: 0 } satisfies Record<ScaleName, number>
  for (const scale of scaleNames) {
    const other = placed(context, { ...found, scale }, glanced).wish
    const isAsked = scale === found.scale
    secsByScale[scale] = allSecs(isAsked ? plan : await estimatedPlan(glanced.prepared, other, atScale(planned, other)))
  }
  const { bavail, bsize } = await statfs(context.paths.results)
  const { name, title, origin } = glanced.prepared.set
  return {
    resultsId,
    set: { name, title, origin },
    unread: glanced.unread,
    runs: plan.runs.length,
    done: plan.runs.filter(({ isDone }) => isDone).length,
    secsLeft: plan.secsLeft,
    bytesLeft: plan.bytesLeft,
    freeBytes: bavail * bsize,
    secsByScale,
    groups: planGroups(plan.runs).map(({ run, ...group }) => ({
      system: run.system,
      title: run.title,
      protocol: run.protocol.kind,
      protocolName: run.protocol.name,
      sizes: run.sizes,
      leaking: run.leaks.clips,
      ...group,
    })),
  }
}

function allSecs({ runs }: Plan): number {
  return runs.reduce((sum, { secs }) => sum + secs, 0)
}
