-- Weights of others that networks start from: a checked copy of each file lies under models/weights/.

CREATE TABLE starting_weights (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  -- Relative to the library's folder.
  file TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('safetensors', 'pth')),
  -- network: one that Touchline saved; classifier: a ResNet as torchvision and timm save it.
  kind TEXT NOT NULL CHECK (kind IN ('network', 'classifier')),
  backbone TEXT NOT NULL,
  attention TEXT NOT NULL,
  -- NULL where the file has the backbone alone.
  classes INTEGER,
  description TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  size_bytes INTEGER NOT NULL,
  source TEXT NOT NULL,
  licence TEXT NOT NULL,
  added_at TEXT NOT NULL
) STRICT;
