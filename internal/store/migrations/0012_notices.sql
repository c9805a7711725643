-- +goose Up
-- Work that is done after a commit. subject: the id of what it is about; one job of a kind waits for each. due: the day
-- (since 1970-01-01) before which it is not looked at, 0: at once. A finer time is kept in memory alone. asked: how often
-- it was asked for. dead: the day on which it was given up, 0: it is alive. A job that is done is deleted.
CREATE TABLE job (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    space_id TEXT NOT NULL,
    subject  TEXT NOT NULL,
    due      BIGINT NOT NULL,
    asked    BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    dead     BIGINT NOT NULL,
    UNIQUE (kind, subject)
);
CREATE INDEX job_due ON job (dead, due);
CREATE INDEX job_subject ON job (subject);
CREATE INDEX job_space ON job (space_id);

-- Which process does jobs now, and until when others leave them to it (unix milliseconds): it says nothing of anybody.
CREATE TABLE job_runner (
    one    BIGINT PRIMARY KEY,
    holder TEXT NOT NULL,
    until  BIGINT NOT NULL
);

-- Where a persona wants notices sent, with all that it chose, encrypted with a key that is not in the database. ending:
-- the hash of the secret in the link that ends them.
CREATE TABLE contact (
    persona_id TEXT PRIMARY KEY REFERENCES persona (id) ON DELETE CASCADE,
    space_id   TEXT NOT NULL REFERENCES space (id),
    sealed     TEXT NOT NULL,
    ending     TEXT NOT NULL UNIQUE
);
CREATE INDEX contact_space ON contact (space_id);
