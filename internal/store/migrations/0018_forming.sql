-- +goose Up
-- vetted: a steward has read what a group that forms says in public, as it stands now.
ALTER TABLE plan ADD COLUMN vetted BOOLEAN NOT NULL DEFAULT FALSE;

-- What somebody told the stewards about a group that forms.
CREATE TABLE plan_report (
    id       TEXT PRIMARY KEY,
    space_id TEXT NOT NULL REFERENCES space (id),
    words    TEXT NOT NULL,
    day      BIGINT NOT NULL
);
CREATE INDEX plan_report_space ON plan_report (space_id);
