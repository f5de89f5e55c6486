import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What keeps people with a screen reader, or with poor sight, from using what the page shows now: by axe's rules, each with
 * where it is.
 * @param exclude selectors of what is not looked at
 */
export async function barriersOf(page: Page, exclude: readonly string[] = []): Promise<string[]> {
  await page.evaluate(axeSource)
  return page.evaluate<string[]>(
    `axe.run({ exclude: ${JSON.stringify(exclude)} }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`,
  )
}
