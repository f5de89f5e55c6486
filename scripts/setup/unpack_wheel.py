"""Unpacks the files of a wheel whose whole name matches a pattern: unpack_wheel.py WHEEL FOLDER PATTERN"""

import os
import re
import sys
import zipfile

wheel, folder, pattern = sys.argv[1:]
wanted = re.compile(pattern)
count = 0
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.infolist():
        if entry.is_dir() or not wanted.fullmatch(entry.filename):
            continue
        # extract() keeps names inside the folder and compares each file with its checksum.
        written = archive.extract(entry, folder)
        mode = (entry.external_attr >> 16) & 0o777
        if mode:
            os.chmod(written, mode | 0o600)
        count += 1
if count == 0:
    sys.exit(f"error: {os.path.basename(wheel)} holds no file like {pattern}")
