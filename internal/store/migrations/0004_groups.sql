-- +goose Up
-- What a persona tells of itself. likeness is the name as it is compared with others of the space.
ALTER TABLE persona ADD COLUMN likeness TEXT NOT NULL DEFAULT '';
ALTER TABLE persona ADD COLUMN pronouns TEXT NOT NULL DEFAULT '';
ALTER TABLE persona ADD COLUMN line TEXT NOT NULL DEFAULT '';
UPDATE persona SET likeness = lower(name);
CREATE INDEX persona_likeness ON persona (space_id, likeness);

-- How a role came to be held: invited, hands (shown at a meeting), volunteered. by_persona: who recorded it.
ALTER TABLE role ADD COLUMN how TEXT NOT NULL DEFAULT 'invited';
ALTER TABLE role ADD COLUMN by_persona TEXT NOT NULL DEFAULT '';

-- The space of a role's persona: a large space is asked for its few roles, not for its many personas.
ALTER TABLE role ADD COLUMN space_id TEXT NOT NULL DEFAULT '';
UPDATE role SET space_id = (SELECT space_id FROM persona WHERE persona.id = role.persona_id);
CREATE INDEX role_space ON role (space_id, until);

-- How many may still come in by an invitation. name and role may be empty: then who comes chooses a name, and holds none.
-- id is what its maker ends it by; the secret of the link is known by its hash alone.
ALTER TABLE invitation ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE invitation ADD COLUMN uses BIGINT NOT NULL DEFAULT 1;
CREATE INDEX invitation_space ON invitation (space_id);

-- A group's own space. listing_id: what the directory says of it; null when it is not listed. agreed: the version of the
-- agreement that holds.
CREATE TABLE group_space (
    space_id   TEXT PRIMARY KEY REFERENCES space (id),
    listing_id TEXT UNIQUE REFERENCES listing (id) ON DELETE SET NULL,
    pack       TEXT NOT NULL,
    lang       TEXT NOT NULL,
    door       TEXT NOT NULL,
    welcome    TEXT NOT NULL,
    agreed     BIGINT NOT NULL
);

-- The roles a group has. may: permissions, as JSON. checklist: lines for handing over, as JSON.
CREATE TABLE role_kind (
    space_id    TEXT NOT NULL REFERENCES space (id),
    role        TEXT NOT NULL,
    name        TEXT NOT NULL,
    does        TEXT NOT NULL,
    may         TEXT NOT NULL,
    seats       BIGINT NOT NULL,
    term_days   BIGINT NOT NULL,
    gap_days    BIGINT NOT NULL,
    needed_days BIGINT NOT NULL,
    needed      BOOLEAN NOT NULL,
    checklist   TEXT NOT NULL,
    place       BIGINT NOT NULL,
    PRIMARY KEY (space_id, role)
);

-- Each version of a group's agreement stays, so that members can see what changed. by_persona is empty for the first.
CREATE TABLE agreement (
    space_id   TEXT NOT NULL REFERENCES space (id),
    version    BIGINT NOT NULL,
    made       BIGINT NOT NULL,
    by_persona TEXT NOT NULL,
    PRIMARY KEY (space_id, version)
);
CREATE TABLE clause (
    space_id TEXT NOT NULL,
    version  BIGINT NOT NULL,
    place    BIGINT NOT NULL,
    kind     TEXT NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (space_id, version, place),
    FOREIGN KEY (space_id, version) REFERENCES agreement (space_id, version)
);

-- The latest version that a member accepted, and no more of it.
CREATE TABLE acceptance (
    persona_id TEXT PRIMARY KEY REFERENCES persona (id) ON DELETE CASCADE,
    version    BIGINT NOT NULL
);

-- Somebody at the door: a note to the greeters, and their answer. The seeker reads it by a link whose secret is known by
-- its hash alone. joins: asks to come in; else it is a question. state: waiting, answered, welcome, declined.
CREATE TABLE knock (
    id         TEXT PRIMARY KEY,
    hash       TEXT NOT NULL UNIQUE,
    space_id   TEXT NOT NULL REFERENCES space (id),
    joins      BOOLEAN NOT NULL,
    note       TEXT NOT NULL,
    state      TEXT NOT NULL,
    answer     TEXT NOT NULL,
    by_persona TEXT NOT NULL,
    day        BIGINT NOT NULL,
    expires    BIGINT NOT NULL
);
CREATE INDEX knock_space ON knock (space_id);

-- What who runs the server did in a space, for its members to read.
CREATE TABLE operator_act (
    id       TEXT PRIMARY KEY,
    space_id TEXT NOT NULL REFERENCES space (id),
    act      TEXT NOT NULL,
    day      BIGINT NOT NULL
);
CREATE INDEX operator_act_space ON operator_act (space_id);
