import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'

const here = import.meta.dirname

/** Three bundles: Electron's main process with the compute child beside it, the preload bridge, the window. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: {
          index: resolve(here, 'src/main/index.ts'),
          compute: resolve(here, 'src/compute/main.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { index: resolve(here, 'src/preload/index.ts') },
        // A sandboxed preload must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'src/renderer'),
    // Places have addresses like /label/…, so assets are asked for from the root, not from beside the page.
    experimental: { renderBuiltUrl: (fileName) => `/${fileName}` },
    worker: { format: 'es' },
    plugins: [svelte({ configFile: resolve(here, 'svelte.config.js') })],
    build: {
      outDir: resolve(here, 'out/renderer'),
      emptyOutDir: true,
      target: 'chrome138',
      // Inlined assets would need data: in more places of the content security policy than images.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: resolve(here, 'src/renderer/index.html') },
    },
  },
})
