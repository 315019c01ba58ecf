-- The register of a library. Days are ISO texts, times RFC 3339, amounts whole cents.

-- What the folder is about: institution, output. What was found in an export, and the last day of its records where that is
-- not the day of its last line.
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Export files that came in, in that order. `profile` is empty for those that came in under layout 1.
CREATE TABLE export (
    intake INTEGER PRIMARY KEY,
    feed TEXT NOT NULL,
    profile TEXT,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    taken_in TEXT NOT NULL,
    mode TEXT NOT NULL,
    -- The days of its lines, and those that it tells all of: none where nobody can know.
    lines_first TEXT,
    lines_last TEXT,
    first_day TEXT,
    last_day TEXT,
    complete_to TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    open INTEGER NOT NULL,
    blank INTEGER NOT NULL,
    overlap INTEGER NOT NULL,
    brought INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    vanished INTEGER NOT NULL,
    outdated INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    -- What the lines add up to that it brought, and a hash over the table `month` once it was in; of those of layout 1
    -- neither stands in the hashes of issued reports.
    kept_cents INTEGER,
    files TEXT
);

-- The Parquet file of each month of settlement, and of the items that are still open.
CREATE TABLE month (month TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, lines INTEGER NOT NULL) WITHOUT ROWID;

-- Each line by its feed and id: the export that brought its newest version, where that is kept, and whether it holds.
-- `newest` is the export that brought or confirmed it and is the latest of all that have it, in the order of files.
-- Without a month: the latest export of all whose profile leaves out a record with an id, which stands behind character 1,
-- without noughts in front; and, behind character 2, an id that is one with the line that differs from it in noughts in
-- front, and the export by which that is known.
CREATE TABLE line (
    feed TEXT NOT NULL,
    id TEXT NOT NULL,
    month TEXT NOT NULL,
    intake INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    holds INTEGER NOT NULL,
    PRIMARY KEY (feed, id)
) WITHOUT ROWID;

-- The few ids with noughts in front, by what a spreadsheet leaves of them.
CREATE INDEX line_noughts ON line (feed, ltrim(id, '0')) WHERE id >= '0' AND id < '1';

-- What an export did to lines that were there; `brought_by` is the export that had brought the version before.
CREATE TABLE change (
    intake INTEGER NOT NULL,
    id TEXT NOT NULL,
    how TEXT NOT NULL,
    brought_by INTEGER,
    day_before TEXT,
    cents_before INTEGER NOT NULL,
    day_after TEXT,
    cents_after INTEGER,
    PRIMARY KEY (intake, id, how)
) WITHOUT ROWID;

-- The days of settlement whose lines an export brought, changed or dropped.
CREATE TABLE touched (day TEXT NOT NULL, intake INTEGER NOT NULL, PRIMARY KEY (day, intake)) WITHOUT ROWID;

-- Export files as they lay on disk when they were last hashed: those that are still the same need not be read again.
-- Times are nanoseconds since 1970: of the last change to the bytes, and to the file in any way.
CREATE TABLE seen (
    path TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) WITHOUT ROWID;

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

-- Files of others that came in, in that order: what banks, payment providers and counts of drawers say of the same money.
-- `kept` is what is kept of one, of which persons have no part.
CREATE TABLE witness (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    taken_in TEXT NOT NULL,
    first_day TEXT,
    last_day TEXT,
    kept TEXT NOT NULL
);
