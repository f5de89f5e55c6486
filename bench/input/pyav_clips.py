"""PyAV: a whole film into clips of 16 frames, as its documentation shows it: decoded in threads, scaled by the frame."""

import json
import sys

import av
import numpy
from contender import serve

settings = json.loads(sys.argv[1])
side, frames = settings['side'], settings['frames']


def clips() -> None:
    seen = 0
    clip = numpy.empty((frames, side, side, 3), numpy.uint8)
    with av.open(settings['file']) as film:
        stream = film.streams.video[0]
        stream.thread_type = 'AUTO'
        stream.codec_context.thread_count = settings['threads']
        for frame in film.decode(stream):
            scaled = frame.reformat(width=side, height=side, format='rgb24', interpolation='BILINEAR')
            clip[seen % frames] = scaled.to_ndarray()
            seen += 1
            if seen % frames == 0:
                clip = numpy.empty_like(clip)
    assert seen > 0


serve(clips, {'pyav': av.__version__, 'ffmpeg': av.ffmpeg_version_info, 'threads': settings['threads']})
