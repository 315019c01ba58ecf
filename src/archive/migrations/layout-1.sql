-- The tables of a register of layout 1, as kasverslag 0.1 made them: what registers of that time hold.

-- What the folder is about: institution, output.
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Export files that came in, in that order.
CREATE TABLE export (
    intake INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    taken_in TEXT NOT NULL,
    mode TEXT NOT NULL,
    first_day TEXT,
    last_day TEXT,
    complete_to TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    blank INTEGER NOT NULL,
    overlap INTEGER NOT NULL,
    brought INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    vanished INTEGER NOT NULL,
    outdated INTEGER NOT NULL,
    cents INTEGER NOT NULL
);

-- The Parquet file of each month of settlement, and of the items that are still open.
CREATE TABLE month (month TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, lines INTEGER NOT NULL) WITHOUT ROWID;

-- The lines that hold: which export brought each, and where it is kept.
CREATE TABLE line (id TEXT PRIMARY KEY, month TEXT NOT NULL, intake INTEGER NOT NULL) WITHOUT ROWID;

-- What an export did to lines that were there.
CREATE TABLE change (
    intake INTEGER NOT NULL,
    id TEXT NOT NULL,
    how TEXT NOT NULL,
    day_before TEXT,
    cents_before INTEGER NOT NULL,
    day_after TEXT,
    cents_after INTEGER,
    PRIMARY KEY (intake, id, how)
) WITHOUT ROWID;

-- The days of settlement whose lines an export brought, changed or dropped.
CREATE TABLE touched (day TEXT NOT NULL, intake INTEGER NOT NULL, PRIMARY KEY (day, intake)) WITHOUT ROWID;

-- Templates, code tables and looks that reports were made by.
CREATE TABLE text (sha256 TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;

-- Issued reports. Each holds the hash of the one before: a chain.
CREATE TABLE report (
    sequence INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    report TEXT NOT NULL,
    period TEXT NOT NULL,
    version INTEGER NOT NULL,
    issued TEXT NOT NULL,
    intake INTEGER NOT NULL,
    exports TEXT NOT NULL,
    parameters TEXT NOT NULL,
    folder TEXT NOT NULL,
    files TEXT NOT NULL,
    rows INTEGER NOT NULL,
    received TEXT NOT NULL,
    template TEXT NOT NULL,
    tables TEXT NOT NULL,
    previous TEXT NOT NULL,
    record TEXT NOT NULL,
    published INTEGER NOT NULL,
    UNIQUE (report, period, version)
);

-- Issued reports that were made again after new lines came in, and found unchanged.
CREATE TABLE checked (report TEXT NOT NULL, period TEXT NOT NULL, intake INTEGER NOT NULL, PRIMARY KEY (report, period)) WITHOUT ROWID;
