-- +goose Up
-- Who acts. There is no table of people behind the personas: what two personas of one person have in common is not stored.
-- Dates are days since 1970-01-01. Where a moment is needed (expires, ends, idle_ends) it is unix milliseconds, and the
-- row goes when the moment has passed.
CREATE TABLE space (
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    name    TEXT NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE persona (
    id       TEXT PRIMARY KEY,
    space_id TEXT NOT NULL REFERENCES space (id),
    name     TEXT NOT NULL,
    created  BIGINT NOT NULL
);
CREATE INDEX persona_space ON persona (space_id);

-- A role is held for a term: from since until until, both included.
CREATE TABLE role (
    persona_id TEXT NOT NULL REFERENCES persona (id),
    role       TEXT NOT NULL,
    since      BIGINT NOT NULL,
    until      BIGINT NOT NULL,
    PRIMARY KEY (persona_id, role)
);

-- kind: passkey or code. handle: the passkey's credential id, or the hash of the code. public_key: of a passkey, COSE in
-- base64url. Nothing of the device is kept.
CREATE TABLE credential (
    id         TEXT PRIMARY KEY,
    persona_id TEXT NOT NULL REFERENCES persona (id),
    kind       TEXT NOT NULL,
    handle     TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    label      TEXT NOT NULL,
    created    BIGINT NOT NULL
);
CREATE INDEX credential_persona ON credential (persona_id);

-- ends and idle_ends are rounded up to a whole day, on a shared device to a whole hour, so that they tell no moment.
CREATE TABLE session (
    hash          TEXT PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    persona_id    TEXT NOT NULL REFERENCES persona (id),
    credential_id TEXT NOT NULL REFERENCES credential (id),
    shared        BOOLEAN NOT NULL,
    created       BIGINT NOT NULL,
    ends          BIGINT NOT NULL,
    idle_ends     BIGINT NOT NULL
);
CREATE INDEX session_persona ON session (persona_id);
CREATE INDEX session_credential ON session (credential_id);

CREATE TABLE invitation (
    hash       TEXT PRIMARY KEY,
    space_id   TEXT NOT NULL REFERENCES space (id),
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    by_persona TEXT NOT NULL,
    expires    BIGINT NOT NULL
);

-- A sign-in or an enrolment under way. It stands in the database, since another node may see its end, and it can be
-- taken once. id: the passkey's challenge, or the hash of an offered code. space_id names a space that need not exist.
CREATE TABLE ceremony (
    id         TEXT PRIMARY KEY,
    act        TEXT NOT NULL,
    space_id   TEXT NOT NULL,
    persona_id TEXT NOT NULL,
    label      TEXT NOT NULL,
    expires    BIGINT NOT NULL
);
CREATE INDEX ceremony_expires ON ceremony (expires);
