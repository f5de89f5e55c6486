-- What a run was made with, as JSON: the machine and the versions. NULL before it has begun, and for runs of older versions.
ALTER TABLE run ADD COLUMN record TEXT;
