-- Puts the tables of layout 1 aside, so that those of layout 2 can be made.
ALTER TABLE note RENAME TO note_1;
ALTER TABLE export RENAME TO export_1;
ALTER TABLE month RENAME TO month_1;
ALTER TABLE line RENAME TO line_1;
ALTER TABLE change RENAME TO change_1;
ALTER TABLE touched RENAME TO touched_1;
ALTER TABLE text RENAME TO text_1;
ALTER TABLE report RENAME TO report_1;
ALTER TABLE checked RENAME TO checked_1;
