"""The peer's end of a side-by-side measurement: see bench/side-by-side/contender.ts for the protocol."""

import json
import resource
import sys
import time
from typing import Callable


def peak_bytes() -> int:
    """Most memory this process ever held (VmHWM; elsewhere what getrusage knows)."""
    try:
        with open('/proc/self/status') as status:
            for line in status:
                if line.startswith('VmHWM:'):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == 'darwin' else most * 1024


def serve(step: Callable[[], object], description: dict) -> None:
    """Answers `{"run": n}` on stdin with the seconds of each of n steps, until stdin ends."""
    say({'ready': description})
    for line in sys.stdin:
        seconds, processor_seconds = [], []
        for _ in range(json.loads(line)['run']):
            started, used = time.perf_counter(), time.process_time()
            step()
            seconds.append(time.perf_counter() - started)
            processor_seconds.append(time.process_time() - used)
        say({'seconds': seconds, 'processorSeconds': processor_seconds, 'peakBytes': peak_bytes()})


def say(message: dict) -> None:
    print(json.dumps(message), flush=True)
