-- +goose Up
-- A wish for a group that is not there: about what, how to meet, and roughly where. Of an in-person wish the cell of the map
-- is kept (a quarter of a degree), of an online one the country. words: said instead of a concern, by whoever wished first;
-- a steward reads them before others do. many: how many wished at the beginning of the day counted. state: unread, open,
-- hidden; reason and until belong to hidden. core: the space of the core group that more may join; called: how many may.
-- listing_id: the group that came of it.
CREATE TABLE wish (
    id         TEXT PRIMARY KEY,
    concern    TEXT NOT NULL,
    words      TEXT NOT NULL,
    attend     TEXT NOT NULL,
    lang       TEXT NOT NULL,
    country    TEXT NOT NULL,
    cell       TEXT NOT NULL,
    many       BIGINT NOT NULL,
    counted    BIGINT NOT NULL,
    state      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    until      BIGINT NOT NULL,
    core       TEXT NOT NULL,
    called     BIGINT NOT NULL,
    listing_id TEXT REFERENCES listing (id) ON DELETE SET NULL,
    UNIQUE (concern, words, attend, lang, country, cell)
);
CREATE INDEX wish_cell ON wish (cell);
CREATE INDEX wish_core ON wish (core);

-- One person's part in a wish, until they come in or take it back. They come by a link whose secret is known by its hash
-- alone. shares: would share the work from the first day. called_to: the space of a core group that they may come in to.
CREATE TABLE wisher (
    id        TEXT PRIMARY KEY,
    hash      TEXT NOT NULL UNIQUE,
    wish_id   TEXT NOT NULL REFERENCES wish (id),
    shares    BOOLEAN NOT NULL,
    called_to TEXT NOT NULL,
    day       BIGINT NOT NULL,
    expires   BIGINT NOT NULL
);
CREATE INDEX wisher_wish ON wisher (wish_id);
CREATE INDEX wisher_called ON wisher (called_to);

-- What somebody who wishes tells the stewards, and their answer.
CREATE TABLE wish_note (
    id        TEXT PRIMARY KEY,
    wisher_id TEXT NOT NULL REFERENCES wisher (id) ON DELETE CASCADE,
    note      TEXT NOT NULL,
    answer    TEXT NOT NULL,
    day       BIGINT NOT NULL
);
CREATE INDEX wish_note_wisher ON wish_note (wisher_id);

-- What somebody told the stewards about a wish that should not stand.
CREATE TABLE wish_report (
    id      TEXT PRIMARY KEY,
    wish_id TEXT NOT NULL REFERENCES wish (id) ON DELETE CASCADE,
    words   TEXT NOT NULL,
    day     BIGINT NOT NULL
);
CREATE INDEX wish_report_wish ON wish_report (wish_id);

-- What a group that forms plans. concern to cell: as of the wish it came from, or as its members say. shown: seekers who look
-- again may find it, with line. help: what the group asks the stewards, and their answer. adviser: who advises while it
-- forms, from and until a day (0: not yet goodbye). flyer: what the flyer says.
CREATE TABLE plan (
    space_id       TEXT PRIMARY KEY REFERENCES space (id),
    began          BIGINT NOT NULL,
    concern        TEXT NOT NULL,
    words          TEXT NOT NULL,
    attend         TEXT NOT NULL,
    country        TEXT NOT NULL,
    cell           TEXT NOT NULL,
    shown          BOOLEAN NOT NULL,
    line           TEXT NOT NULL,
    help           TEXT NOT NULL,
    help_answer    TEXT NOT NULL,
    adviser        TEXT NOT NULL,
    adviser_since  BIGINT NOT NULL,
    adviser_until  BIGINT NOT NULL,
    flyer          TEXT NOT NULL
);
CREATE INDEX plan_cell ON plan (cell);

-- What there is to do, who has taken it on (empty: nobody), by which day, and on which it was done (0: not yet).
CREATE TABLE plan_task (
    space_id   TEXT NOT NULL REFERENCES space (id),
    task       TEXT NOT NULL,
    persona_id TEXT NOT NULL,
    due        BIGINT NOT NULL,
    done       BIGINT NOT NULL,
    PRIMARY KEY (space_id, task)
);

-- A place that a group thinks of meeting at. good: what its members found true of it, as JSON.
CREATE TABLE plan_place (
    id       TEXT PRIMARY KEY,
    space_id TEXT NOT NULL REFERENCES space (id),
    name     TEXT NOT NULL,
    good     TEXT NOT NULL
);
CREATE INDEX plan_place_space ON plan_place (space_id);

-- How a group ends: what it tells seekers, its last day, and the listing of a group that they are shown the way to. agreed:
-- two of its members have decided it. over: the last day has passed and the listing is retired. The row outlives the space,
-- for seekers who come by an old link: space_id is then empty.
CREATE TABLE farewell (
    id         TEXT PRIMARY KEY,
    space_id   TEXT NOT NULL,
    listing_id TEXT REFERENCES listing (id) ON DELETE CASCADE,
    words      TEXT NOT NULL,
    last_day   BIGINT NOT NULL,
    onward_id  TEXT REFERENCES listing (id) ON DELETE SET NULL,
    agreed     BOOLEAN NOT NULL,
    over       BOOLEAN NOT NULL
);
CREATE INDEX farewell_space ON farewell (space_id);
CREATE INDEX farewell_listing ON farewell (listing_id);
