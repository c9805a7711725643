-- +goose Up
-- What a session needs to know to the minute is kept as a hash with the session's token (people.stamp), so that only the
-- browser that holds the token can tell it. proved: when a way in was last shown. used: when a session on a shared device was
-- last used; the whole end of such a session lies in the token itself. ends and idle_ends are whole days, for all.
ALTER TABLE session ADD COLUMN proved TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN used TEXT NOT NULL DEFAULT '';
DELETE FROM session WHERE shared;

-- Who has been in a space longest is found without sorting everybody.
CREATE INDEX persona_joined ON persona (space_id, created, likeness);
