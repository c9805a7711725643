-- +goose Up
-- number orders the changes of one listing. Of what a person changed only the day is kept, as the millisecond at which it
-- begins, and the id tells no moment; an import says when it was.
ALTER TABLE change ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
UPDATE change SET number = (SELECT COUNT(*) FROM change earlier WHERE earlier.listing_id = change.listing_id AND earlier.id <= change.id);
UPDATE change SET id = listing_id || '.' || number, at = at - at % 86400000 WHERE import_id = '';
DROP INDEX change_listing;
CREATE UNIQUE INDEX change_listing ON change (listing_id, number);
CREATE INDEX change_persona ON change (by_persona) WHERE by_persona <> '';
UPDATE listing SET updated = updated - updated % 86400000 WHERE id IN (SELECT listing_id FROM change WHERE import_id = '');
UPDATE listing SET created = created - created % 86400000 WHERE source_id IS NULL;
UPDATE doubt SET closed = closed - closed % 86400000;
UPDATE likeness SET at = at - at % 86400000 WHERE by_persona <> '';

-- What a group tells its members alone about how to come to a meeting. meeting: id of the listing; empty: of all of them.
-- No listing holds any of it, so no feed, page for everybody, export or history does.
CREATE TABLE joining (
    space_id  TEXT NOT NULL REFERENCES space (id),
    meeting   TEXT NOT NULL,
    place     TEXT NOT NULL,
    link      TEXT NOT NULL,
    pass_code TEXT NOT NULL,
    words     TEXT NOT NULL,
    PRIMARY KEY (space_id, meeting)
);
