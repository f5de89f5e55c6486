import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'

/**
 * bits-ui wraps each entry of its Command list in an element with a style attribute, which the window's content security policy
 * refuses, aloud. Without it the wrapper is a plain block, and the list looks and works the same.
 * @type {import('svelte/compiler').PreprocessorGroup}
 */
const withoutInlineStyle = {
  name: 'without-inline-style',
  markup: ({ content, filename }) =>
    /bits-ui[\\/]dist[\\/]bits[\\/]command[\\/]/.test(filename ?? '')
      ? { code: content.replaceAll('style="display: contents;"', '') }
      : undefined,
}

export default {
  preprocess: [withoutInlineStyle, vitePreprocess()],
  compilerOptions: { runes: true },
}
