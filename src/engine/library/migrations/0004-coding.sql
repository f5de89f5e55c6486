-- Coding footage: label sets, modifiers and ratings, drawings, recordings in the time of their session, preferences.

-- Labels of an exclusive set follow one another: where one begins, the one before ends.
ALTER TABLE label_set ADD COLUMN exclusive INTEGER NOT NULL DEFAULT 0 CHECK (exclusive IN (0, 1));
ALTER TABLE label_set ADD COLUMN removed_at TEXT;

-- What a label set was after each change, as JSON in the format that it is exported in. Never changed, and kept where making
-- the set was undone.
CREATE TABLE label_set_version (
  label_set_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  at TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (label_set_id, version)
) STRICT, WITHOUT ROWID;

ALTER TABLE label ADD COLUMN group_name TEXT NOT NULL DEFAULT '';
-- Whether two of its segments may share a frame.
ALTER TABLE label ADD COLUMN overlap TEXT NOT NULL DEFAULT 'allowed' CHECK (overlap IN ('allowed', 'refused'));
-- What can be said of its segments, as JSON: [{name, kind, …}].
ALTER TABLE label ADD COLUMN modifiers TEXT NOT NULL DEFAULT '[]';

-- NULL: the library's first set.
ALTER TABLE session ADD COLUMN label_set_id TEXT REFERENCES label_set (id);

-- Values by modifier, as JSON: {name: value}.
ALTER TABLE segment ADD COLUMN modifiers TEXT NOT NULL DEFAULT '{}';
ALTER TABLE segment ADD COLUMN rating INTEGER CHECK (rating BETWEEN 1 AND 5);
CREATE INDEX segment_by_athlete ON segment (athlete_id);

CREATE INDEX reviewed_range_by_recording ON reviewed_range (recording_id) WHERE removed_at IS NULL;

-- How many times slower than life it plays: 8 for 240 frames a second played at 30.
ALTER TABLE recording ADD COLUMN slow_motion REAL NOT NULL DEFAULT 1 CHECK (slow_motion > 0);

-- Where a recording lies in the time of its session. points: JSON [{frame, sessionSecs}], one, or two where clocks drift.
CREATE TABLE synchronisation (
  id TEXT PRIMARY KEY REFERENCES recording (id),
  method TEXT NOT NULL CHECK (method IN ('typed', 'marked', 'sound')),
  points TEXT NOT NULL,
  -- Of sound: 0 to 1.
  confidence REAL,
  changed_at TEXT NOT NULL
) STRICT;

-- Lines, angles, arrows, words on a frame, as JSON in shares of the picture's width and height.
CREATE TABLE drawing (
  id TEXT PRIMARY KEY,
  recording_id TEXT NOT NULL REFERENCES recording (id),
  frame INTEGER NOT NULL CHECK (frame >= 0),
  pts INTEGER NOT NULL,
  shape TEXT NOT NULL,
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  removed_at TEXT
) STRICT;
CREATE INDEX drawing_by_recording ON drawing (recording_id, frame) WHERE removed_at IS NULL;

-- What a person set for this library: keys, reaction lag, panels. value: JSON.
CREATE TABLE preference (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
