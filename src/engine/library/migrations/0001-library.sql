-- The library. Times are ISO 8601 text in UTC; frames are indices into the recording's frame index, both ends included.

CREATE TABLE athlete (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  athlete_id TEXT NOT NULL REFERENCES athlete (id),
  name TEXT NOT NULL,
  date TEXT,
  place TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL,
  UNIQUE (athlete_id, name)
) STRICT;

CREATE TABLE recording (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES session (id),
  path TEXT NOT NULL,
  file_name TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  codec TEXT NOT NULL,
  pixel_format TEXT NOT NULL,
  container TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  display_width INTEGER NOT NULL,
  display_height INTEGER NOT NULL,
  rotation REAL NOT NULL,
  -- Derived from the frame index once, so that lists need not decode it.
  start_secs REAL NOT NULL,
  duration_secs REAL NOT NULL,
  variable_frame_rate INTEGER NOT NULL CHECK (variable_frame_rate IN (0, 1)),
  nominal_fps REAL NOT NULL,
  has_audio INTEGER NOT NULL CHECK (has_audio IN (0, 1)),
  decode_errors INTEGER NOT NULL,
  timestamps_repaired INTEGER NOT NULL,
  seekable INTEGER NOT NULL CHECK (seekable IN (0, 1)),
  -- Why the window can't play the original exactly; NULL where it can.
  proxy_reason TEXT,
  imported_at TEXT NOT NULL,
  removed_at TEXT
) STRICT;
CREATE INDEX recording_by_session ON recording (session_id);

-- The frames that really decode: pts as little-endian int64, key frames as little-endian uint32 indices.
CREATE TABLE frame_index (
  recording_id TEXT PRIMARY KEY REFERENCES recording (id),
  time_base_num INTEGER NOT NULL,
  time_base_den INTEGER NOT NULL,
  frames INTEGER NOT NULL CHECK (frames > 0),
  pts BLOB NOT NULL,
  key_frames BLOB NOT NULL
) STRICT;

CREATE TABLE proxy (
  recording_id TEXT PRIMARY KEY REFERENCES recording (id),
  -- Relative to the library's folder.
  file TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  fps REAL NOT NULL,
  size_bytes INTEGER NOT NULL
) STRICT;

CREATE TABLE thumbnail (
  recording_id TEXT NOT NULL REFERENCES recording (id),
  frame_index INTEGER NOT NULL,
  PRIMARY KEY (recording_id, frame_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE label_set (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE label (
  id TEXT PRIMARY KEY,
  label_set_id TEXT NOT NULL REFERENCES label_set (id),
  name TEXT NOT NULL,
  color TEXT NOT NULL,
  hotkey TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('state', 'point')),
  position INTEGER NOT NULL,
  removed_at TEXT
) STRICT;
CREATE UNIQUE INDEX label_name ON label (label_set_id, name) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX label_hotkey ON label (label_set_id, hotkey) WHERE removed_at IS NULL AND hotkey IS NOT NULL;

CREATE TABLE model (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- Folder with model.json and weights.safetensors, relative to the library's folder.
  folder TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE prediction (
  id TEXT PRIMARY KEY,
  recording_id TEXT NOT NULL REFERENCES recording (id),
  model_id TEXT NOT NULL REFERENCES model (id),
  -- Window length, hop, threshold, as JSON.
  settings TEXT NOT NULL,
  -- Scores of every window as JSON: [{first, last, scores}].
  windows TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE segment (
  id TEXT PRIMARY KEY,
  recording_id TEXT NOT NULL REFERENCES recording (id),
  athlete_id TEXT NOT NULL REFERENCES athlete (id),
  label_id TEXT NOT NULL REFERENCES label (id),
  first_frame INTEGER NOT NULL CHECK (first_frame >= 0),
  last_frame INTEGER NOT NULL,
  first_pts INTEGER NOT NULL,
  last_pts INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('human', 'model')),
  state TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'edited', 'rejected')),
  model_id TEXT REFERENCES model (id),
  prediction_id TEXT REFERENCES prediction (id),
  confidence REAL,
  comment TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  removed_at TEXT,
  CHECK (last_frame >= first_frame)
) STRICT;
CREATE INDEX segment_by_recording ON segment (recording_id, first_frame) WHERE removed_at IS NULL;
CREATE INDEX segment_by_label ON segment (label_id);

-- Ranges a person has looked through: what is unlabelled there is background. Unlabelled elsewhere says nothing.
CREATE TABLE reviewed_range (
  id TEXT PRIMARY KEY,
  recording_id TEXT NOT NULL REFERENCES recording (id),
  first_frame INTEGER NOT NULL CHECK (first_frame >= 0),
  last_frame INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  removed_at TEXT,
  CHECK (last_frame >= first_frame)
) STRICT;

-- The undo history. changes: JSON [{what, before, after}], each side a whole row or null.
CREATE TABLE edit (
  id INTEGER PRIMARY KEY,
  -- NULL: an edit of the label set, undone from wherever it is shown.
  session_id TEXT REFERENCES session (id),
  at TEXT NOT NULL,
  description TEXT NOT NULL,
  changes TEXT NOT NULL,
  -- done: in force. undone: may be redone. A new edit drops the undone ones of its session.
  state TEXT NOT NULL CHECK (state IN ('done', 'undone'))
) STRICT;
CREATE INDEX edit_by_session ON edit (session_id, id);

CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
  phase TEXT NOT NULL DEFAULT '',
  done REAL NOT NULL DEFAULT 0,
  total REAL NOT NULL DEFAULT 0,
  params TEXT NOT NULL,
  problem TEXT,
  result TEXT,
  created_at TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT
) STRICT;

CREATE TABLE job_log (
  job_id TEXT NOT NULL REFERENCES job (id),
  line INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (job_id, line)
) STRICT, WITHOUT ROWID;

-- A data set is frozen when a run starts: later edits of labels don't change what the run saw.
CREATE TABLE data_set (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  protocol TEXT NOT NULL,
  -- The clip set as JSON, without frame tables.
  clips TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE run (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  job_id TEXT NOT NULL REFERENCES job (id),
  data_set_id TEXT NOT NULL REFERENCES data_set (id),
  config TEXT NOT NULL,
  model_id TEXT REFERENCES model (id),
  started_at TEXT NOT NULL
) STRICT;

CREATE TABLE epoch_metric (
  run_id TEXT NOT NULL REFERENCES run (id),
  epoch INTEGER NOT NULL,
  metrics TEXT NOT NULL,
  PRIMARY KEY (run_id, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE explanation (
  id TEXT PRIMARY KEY,
  recording_id TEXT NOT NULL REFERENCES recording (id),
  model_id TEXT NOT NULL REFERENCES model (id),
  first_frame INTEGER NOT NULL,
  label TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE report (
  id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES session (id),
  title TEXT NOT NULL,
  -- Relative to the library's folder.
  file TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
