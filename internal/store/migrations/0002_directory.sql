-- +goose Up
-- Where listings come from.
CREATE TABLE source (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL,
    address         TEXT NOT NULL,
    zone            TEXT NOT NULL,
    programme       TEXT NOT NULL,
    mapping         TEXT NOT NULL,
    licence         TEXT NOT NULL,
    sample          BOOLEAN NOT NULL,
    allow_private   BOOLEAN NOT NULL,
    refresh_minutes BIGINT NOT NULL,
    next_refresh    BIGINT NOT NULL,
    etag            TEXT NOT NULL,
    last_modified   TEXT NOT NULL,
    created         BIGINT NOT NULL
);

-- One reading of a source. Listings born in an import are hidden until it is done; what it changes waits in import_row
-- until it is committed. state: reading, held, committed, done, discarded.
CREATE TABLE import (
    id         TEXT PRIMARY KEY,
    source_id  TEXT NOT NULL REFERENCES source (id),
    state      TEXT NOT NULL,
    started    BIGINT NOT NULL,
    touched    BIGINT NOT NULL,
    ended      BIGINT NOT NULL,
    by_persona TEXT NOT NULL,
    counts     TEXT NOT NULL,
    first_id   TEXT NOT NULL,
    last_id    TEXT NOT NULL,
    settled    BIGINT NOT NULL
);
CREATE INDEX import_source ON import (source_id, started);
CREATE INDEX import_state ON import (state);

CREATE TABLE import_row (
    import_id  TEXT NOT NULL REFERENCES import (id),
    n          BIGINT NOT NULL,
    act        TEXT NOT NULL,
    listing_id TEXT NOT NULL,
    hash       TEXT NOT NULL,
    draft      TEXT NOT NULL,
    PRIMARY KEY (import_id, n)
);

CREATE TABLE import_problem (
    import_id TEXT NOT NULL REFERENCES import (id),
    n         BIGINT NOT NULL,
    at        TEXT NOT NULL,
    field     TEXT NOT NULL,
    value     TEXT NOT NULL,
    why       TEXT NOT NULL,
    remedy    TEXT NOT NULL,
    skipped   BOOLEAN NOT NULL,
    PRIMARY KEY (import_id, n)
);

-- Organisations, groups, venues and meetings. parent_id: the organisation above, or a meeting's group. merged_into: the
-- listing that stands for this one. corrected: the fields a person here put right, which no import overwrites; offered:
-- what the source says of them instead.
CREATE TABLE listing (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    slug         TEXT NOT NULL,
    number       BIGINT UNIQUE,
    parent_id    TEXT REFERENCES listing (id),
    venue_id     TEXT REFERENCES listing (id),
    source_id    TEXT REFERENCES source (id),
    native_id    TEXT,
    hash         TEXT NOT NULL,
    born         TEXT,
    state        TEXT NOT NULL,
    merged_into  TEXT,
    content      TEXT NOT NULL,
    corrected    TEXT NOT NULL,
    offered      TEXT NOT NULL,
    version      BIGINT NOT NULL,
    created      BIGINT NOT NULL,
    updated      BIGINT NOT NULL,
    verified_on  BIGINT NOT NULL,
    verified_how TEXT NOT NULL,
    UNIQUE (kind, slug),
    UNIQUE (source_id, kind, native_id)
);
CREATE INDEX listing_parent ON listing (parent_id);
CREATE INDEX listing_venue ON listing (venue_id);
CREATE INDEX listing_merged ON listing (merged_into);

-- Every change of a field: what stood there, what stands there now, when, by whom.
CREATE TABLE change (
    id         TEXT PRIMARY KEY,
    listing_id TEXT NOT NULL REFERENCES listing (id),
    field      TEXT NOT NULL,
    before     TEXT NOT NULL,
    after      TEXT NOT NULL,
    at         BIGINT NOT NULL,
    by_persona TEXT NOT NULL,
    import_id  TEXT NOT NULL,
    act        TEXT NOT NULL
);
CREATE INDEX change_listing ON change (listing_id, id);
CREATE INDEX change_import ON change (import_id);

-- The feed that indexes and other nodes follow, numbered in the order of commits.
CREATE TABLE listing_change (
    seq        BIGINT PRIMARY KEY,
    listing_id TEXT NOT NULL,
    import_id  TEXT NOT NULL
);

CREATE TABLE counter (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('listing_change', 0), ('meeting_number', 10000000);

-- Two meetings that look alike across sources. verdict: open, same, different.
CREATE TABLE likeness (
    one        TEXT NOT NULL REFERENCES listing (id),
    other      TEXT NOT NULL REFERENCES listing (id),
    score      BIGINT NOT NULL,
    verdict    TEXT NOT NULL,
    by_persona TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (one, other)
);

-- "Something is wrong here": what a visitor told, without anything about the visitor but what they wrote.
CREATE TABLE doubt (
    id         TEXT PRIMARY KEY,
    listing_id TEXT NOT NULL REFERENCES listing (id),
    what       TEXT NOT NULL,
    words      TEXT NOT NULL,
    day        BIGINT NOT NULL,
    state      TEXT NOT NULL,
    by_persona TEXT NOT NULL,
    answer     TEXT NOT NULL,
    closed     BIGINT NOT NULL
);
CREATE INDEX doubt_state ON doubt (state, day);

-- Searches that found nothing: what was looked for, in which cell of the map, in which month, how often. Nothing else.
CREATE TABLE need (
    concern TEXT NOT NULL,
    cell    TEXT NOT NULL,
    month   TEXT NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (concern, cell, month)
);
