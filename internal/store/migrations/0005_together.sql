-- +goose Up
-- A group that is not listed has its name here; a listed one is called what its listing says. state: forming, meeting,
-- paused, closing.
ALTER TABLE group_space ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE group_space ADD COLUMN state TEXT NOT NULL DEFAULT 'meeting';

-- What happened in a group, for its members to read. outside: done by who runs the server or by a steward, who are no
-- personas here. number orders the acts of one group; the day is all that is kept of when. by_persona and with_persona did
-- it, about_persona is whom it concerns; each is empty when there is none, or when they left.
CREATE TABLE recorded (
    space_id      TEXT NOT NULL REFERENCES space (id),
    number        BIGINT NOT NULL,
    act           TEXT NOT NULL,
    outside       BOOLEAN NOT NULL,
    by_persona    TEXT NOT NULL,
    with_persona  TEXT NOT NULL,
    about_persona TEXT NOT NULL,
    words         TEXT NOT NULL,
    day           BIGINT NOT NULL,
    PRIMARY KEY (space_id, number)
);
INSERT INTO recorded (space_id, number, act, outside, by_persona, with_persona, about_persona, words, day)
    SELECT space_id, ROW_NUMBER() OVER (PARTITION BY space_id ORDER BY day, id), act, TRUE, '', '', '', '', day FROM operator_act;
DROP TABLE operator_act;

-- An act that takes two: one member began it, and another has yet to join in. subject: whom or what it concerns; words: why.
CREATE TABLE joint_act (
    id         TEXT PRIMARY KEY,
    space_id   TEXT NOT NULL REFERENCES space (id),
    act        TEXT NOT NULL,
    subject    TEXT NOT NULL,
    words      TEXT NOT NULL,
    by_persona TEXT NOT NULL,
    day        BIGINT NOT NULL,
    UNIQUE (space_id, act, subject)
);
