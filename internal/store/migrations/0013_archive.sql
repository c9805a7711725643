-- +goose Up
-- A group on its way to another server. state: asked (one wants it), announced (two decided it), still (it is packed up, and
-- nothing changes here any more), gone (it lives elsewhere, and only the way there is shown). address: where to. decided and
-- how: the group's decision. notice: days in which members are told first; ready: the first day on which it can be packed
-- up. ends: of a group that is still, the day on which its things here are erased unless it stays; of one that is gone, the
-- last day on which the way is shown; keep: how many days that is. shown: the listing's public page may show the way.
CREATE TABLE departure (
    space_id   TEXT PRIMARY KEY REFERENCES space (id),
    state      TEXT NOT NULL,
    address    TEXT NOT NULL,
    decided    BIGINT NOT NULL,
    how        TEXT NOT NULL,
    notice     BIGINT NOT NULL,
    ready      BIGINT NOT NULL,
    ends       BIGINT NOT NULL,
    keep       BIGINT NOT NULL,
    shown      BOOLEAN NOT NULL,
    listing_id TEXT REFERENCES listing (id) ON DELETE SET NULL
);
CREATE INDEX departure_listing ON departure (listing_id);

-- How a member whose passkeys stay behind comes in at the new place, once. The old place keeps the secret, to show it to
-- nobody but that member; the new one knows its hash alone, and there secret is empty. until: the last day.
CREATE TABLE moving_way (
    persona_id TEXT PRIMARY KEY REFERENCES persona (id) ON DELETE CASCADE,
    space_id   TEXT NOT NULL REFERENCES space (id),
    hash       TEXT NOT NULL UNIQUE,
    secret     TEXT NOT NULL,
    until      BIGINT NOT NULL
);
CREATE INDEX moving_way_space ON moving_way (space_id);
