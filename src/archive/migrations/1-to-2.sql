-- Fills the tables of layout 2 from those of layout 1. `feed_of` tells the feed of each export by its name.
--
-- Layout 1 had one feed, knew the days of an export as those of its name or else of its lines, and no export that
-- confirmed a line: the one that brought it counts as the newest. Which profile read an export stays unknown, and is
-- what tells that the hashes of issued reports rest on it as layout 1 wrote it down.
INSERT INTO note SELECT name, value FROM note_1;
INSERT INTO export
    SELECT intake, feed_of.feed, NULL, name, sha256, bytes, taken_in, mode, first_day, last_day, first_day, last_day,
        complete_to, accepted, 0, blank, overlap, brought, changed, vanished, outdated, cents, NULL, NULL
    FROM export_1 JOIN feed_of USING (name);
INSERT INTO month SELECT month, file, sha256, lines FROM month_1;
INSERT INTO line SELECT export.feed, id, month, line_1.intake, line_1.intake, 1 FROM line_1 JOIN export USING (intake);
INSERT INTO change
    SELECT intake, id, how, NULL, day_before, cents_before, day_after, cents_after FROM change_1;
INSERT INTO touched SELECT day, intake FROM touched_1;
INSERT INTO text SELECT sha256, text FROM text_1;
INSERT INTO report
    SELECT sequence, number, report, period, version, issued, intake, exports, parameters, folder, files, rows, received,
        template, tables, previous, record, published
    FROM report_1;
INSERT INTO checked SELECT report, period, intake FROM checked_1;
DROP TABLE note_1;
DROP TABLE export_1;
DROP TABLE month_1;
DROP TABLE line_1;
DROP TABLE change_1;
DROP TABLE touched_1;
DROP TABLE text_1;
DROP TABLE report_1;
DROP TABLE checked_1;
DROP TABLE feed_of;
PRAGMA user_version = 2;
