/** What the compute process is given of the surroundings, and where its module lies. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Settings of the system, the dynamic linker, Node's cache, CUDA and TensorFlow; nothing else of the user's environment. */
const passed =
  /^(PATH|HOME|USERPROFILE|LOCALAPPDATA|SYSTEMROOT|WINDIR|TEMP|TMP|TMPDIR|LANG|LC_.*|TZ|LD_LIBRARY_PATH|DYLD_.*|XDG_CACHE_HOME|NODE_COMPILE_CACHE|TOUCHLINE_.*|CUDA_.*|NVIDIA_.*|TF_.*|OMP_.*|GLIBC_TUNABLES)$/i

/**
 * Environment of the compute process. Huge pages make TensorFlow on the CPU 8–10 % faster; Electron's own binary
 * behaves as Node where ELECTRON_RUN_AS_NODE is set, and Node itself takes no notice of it.
 */
export function computeEnvironment(surroundings: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(surroundings).filter(([name]) => passed.test(name))
  return {
    GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
    TF_CPP_MIN_LOG_LEVEL: '2',
    ...Object.fromEntries(kept),
    ELECTRON_RUN_AS_NODE: '1',
  }
}

/**
 * Absolute path of the compute process's module: the source in a checkout (Node strips its types), in a built
 * application `compute.js` beside the bundle, or above it where the bundle was cut into chunks.
 */
export function computeEntry(): string {
  const places = import.meta.url.endsWith('.ts') ? ['../../compute/main.ts'] : ['./compute.js', '../compute.js']
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  return files.find((file) => existsSync(file)) ?? files[0]!
}
