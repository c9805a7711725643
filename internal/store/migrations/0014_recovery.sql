-- +goose Up
-- Somebody lost every way in. hash: of the secret of their page, when they asked by one. note: what they wrote to the group.
-- persona_id: for whom two members, by_persona and with_persona, vouched; empty until then. handle, public_keys and
-- wrapped_keys: of the new card, empty until it was prepared; starts: the day from which it works. expires: unix
-- milliseconds at the end of a day, when the row goes if no card was prepared.
CREATE TABLE recovery (
    id           TEXT PRIMARY KEY,
    space_id     TEXT NOT NULL REFERENCES space (id),
    hash         TEXT NOT NULL UNIQUE,
    note         TEXT NOT NULL,
    persona_id   TEXT NOT NULL,
    by_persona   TEXT NOT NULL,
    with_persona TEXT NOT NULL,
    handle       TEXT NOT NULL,
    public_keys  TEXT NOT NULL,
    wrapped_keys TEXT NOT NULL,
    starts       BIGINT NOT NULL,
    expires      BIGINT NOT NULL
);
CREATE INDEX recovery_space ON recovery (space_id);
CREATE INDEX recovery_persona ON recovery (persona_id);
