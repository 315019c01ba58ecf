CREATE TABLE seen (
    target TEXT NOT NULL,
    library TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (target, library)
) STRICT;
CREATE TABLE told (
    target TEXT NOT NULL,
    library TEXT NOT NULL,
    trouble TEXT NOT NULL,
    PRIMARY KEY (target, library)
) STRICT;
CREATE TABLE begun (target TEXT PRIMARY KEY) STRICT;
CREATE TABLE parcel (
    id INTEGER PRIMARY KEY,
    target TEXT NOT NULL,
    made TEXT NOT NULL,
    contents TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    under_way INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    done TEXT
) STRICT;
CREATE INDEX open_parcels ON parcel (target, id) WHERE done IS NULL;
