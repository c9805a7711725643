-- +goose Up
-- removed: the last day on which somebody is removed from their space; 0: they are not.
ALTER TABLE persona ADD COLUMN removed BIGINT NOT NULL DEFAULT 0;

-- Newcomers who ended their protection before its time.
CREATE TABLE unprotected (
    persona_id TEXT PRIMARY KEY REFERENCES persona (id),
    space_id   TEXT NOT NULL REFERENCES space (id)
);

-- Who is willing to go along with newcomers in their first days, and since when.
CREATE TABLE willing (
    persona_id TEXT PRIMARY KEY REFERENCES persona (id),
    space_id   TEXT NOT NULL REFERENCES space (id),
    day        BIGINT NOT NULL
);
CREATE INDEX willing_space ON willing (space_id);

-- A newcomer picked a first companion. until: the last day, that of the newcomer's protection; then the row goes. ended: one
-- of the two ended it before. It stays until then, so that the two are not offered to each other again.
CREATE TABLE first_companion (
    newcomer_id  TEXT NOT NULL REFERENCES persona (id),
    companion_id TEXT NOT NULL REFERENCES persona (id),
    space_id     TEXT NOT NULL REFERENCES space (id),
    day          BIGINT NOT NULL,
    until        BIGINT NOT NULL,
    ended        BOOLEAN NOT NULL,
    PRIMARY KEY (newcomer_id, companion_id)
);
CREATE INDEX first_companion_of ON first_companion (companion_id);
CREATE INDEX first_companion_space ON first_companion (space_id, day);

-- What somebody tells newcomers of themselves. persona_id is kept so that they can take it back; it is empty once they left
-- and let their words stay. No day: it could tell who wrote what is unsigned. at_door: strangers may read it.
CREATE TABLE story (
    id         TEXT PRIMARY KEY,
    space_id   TEXT NOT NULL REFERENCES space (id),
    persona_id TEXT NOT NULL,
    text       TEXT NOT NULL,
    signed     BOOLEAN NOT NULL,
    at_door    BOOLEAN NOT NULL
);
CREATE INDEX story_space ON story (space_id, id);
CREATE INDEX story_persona ON story (persona_id);

-- Until when a removal that waits for its second is to last.
CREATE TABLE removal_plan (
    joint_id TEXT PRIMARY KEY REFERENCES joint_act (id) ON DELETE CASCADE,
    space_id TEXT NOT NULL REFERENCES space (id),
    until    BIGINT NOT NULL
);

-- Why somebody is removed, and what was said to it. by_persona and with_persona did it together; decided_by and decided_with
-- answered the appeal. decision: empty, "return" or "uphold". appealed: the day of the appeal; 0: there is none. ended: the
-- first day on which they are back; 0: it lasts. Empty personas have left.
CREATE TABLE removal (
    persona_id   TEXT PRIMARY KEY REFERENCES persona (id),
    space_id     TEXT NOT NULL REFERENCES space (id),
    reason       TEXT NOT NULL,
    by_persona   TEXT NOT NULL,
    with_persona TEXT NOT NULL,
    day          BIGINT NOT NULL,
    until        BIGINT NOT NULL,
    answer       TEXT NOT NULL,
    appeal       TEXT NOT NULL,
    appealed     BIGINT NOT NULL,
    decision     TEXT NOT NULL,
    words        TEXT NOT NULL,
    decided_by   TEXT NOT NULL,
    decided_with TEXT NOT NULL,
    ended        BIGINT NOT NULL
);
CREATE INDEX removal_space ON removal (space_id);
