-- +goose Up
-- board: who holds the role is on the board of an organisation.
ALTER TABLE role_kind ADD COLUMN board BOOLEAN NOT NULL DEFAULT FALSE;

-- staff: invited by an organisation for paid work. As with guests, the persona ends by itself.
ALTER TABLE guest ADD COLUMN staff BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE persona ADD COLUMN staff BOOLEAN NOT NULL DEFAULT FALSE;

-- Of a hundred on an organisation's board, how many it wants to be self-helpers at least.
CREATE TABLE board_minimum (
    space_id TEXT PRIMARY KEY REFERENCES space (id),
    percent  BIGINT NOT NULL
);

-- Who of a board says of themself that they are a self-helper. Only how many is ever shown; it goes with the term.
CREATE TABLE self_helper (
    persona_id TEXT PRIMARY KEY REFERENCES persona (id) ON DELETE CASCADE,
    space_id   TEXT NOT NULL REFERENCES space (id)
);
CREATE INDEX self_helper_space ON self_helper (space_id);

-- What an organisation does for people. who_may: come. A role looks after it, or a persona; the other is empty. until: its
-- last day; 0: it has none.
CREATE TABLE service (
    id         TEXT PRIMARY KEY,
    space_id   TEXT NOT NULL REFERENCES space (id),
    name       TEXT NOT NULL,
    does       TEXT NOT NULL,
    who_may    TEXT NOT NULL,
    role       TEXT NOT NULL,
    persona_id TEXT NOT NULL,
    until      BIGINT NOT NULL
);
CREATE INDEX service_space ON service (space_id);

-- A text that an organisation offers to its groups. Who read it is kept nowhere.
CREATE TABLE material (
    id       TEXT PRIMARY KEY,
    space_id TEXT NOT NULL REFERENCES space (id),
    title    TEXT NOT NULL,
    words    TEXT NOT NULL,
    day      BIGINT NOT NULL
);
CREATE INDEX material_space ON material (space_id);

-- The packs that an organisation suggests to groups that begin below it.
CREATE TABLE suggested_pack (
    space_id TEXT NOT NULL REFERENCES space (id),
    pack     TEXT NOT NULL,
    PRIMARY KEY (space_id, pack)
);
