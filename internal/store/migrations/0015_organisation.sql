-- +goose Up
-- A code by which a group's representative comes into the space of its organisation, known by its hash. group_id: the
-- group's listing, which everybody can read; until: the last day that the delegate stands for it. Who asked for the code in
-- the group is not kept anywhere.
CREATE TABLE delegation (
    hash     TEXT PRIMARY KEY,
    space_id TEXT NOT NULL REFERENCES space (id),
    group_id TEXT NOT NULL,
    seats    BIGINT NOT NULL,
    until    BIGINT NOT NULL
);
CREATE INDEX delegation_group ON delegation (space_id, group_id);

-- Who came in by such a code: for which group, until when.
CREATE TABLE delegate (
    persona_id TEXT PRIMARY KEY REFERENCES persona (id) ON DELETE CASCADE,
    space_id   TEXT NOT NULL REFERENCES space (id),
    group_id   TEXT NOT NULL,
    until      BIGINT NOT NULL
);
CREATE INDEX delegate_space ON delegate (space_id);

-- On which day a group said last that it still belongs to its organisation.
CREATE TABLE belonging (
    space_id TEXT PRIMARY KEY REFERENCES space (id),
    day      BIGINT NOT NULL
);

