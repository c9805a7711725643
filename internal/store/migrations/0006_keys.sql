-- +goose Up
-- A printed code is the first secret of a member card. Its second never comes here.
UPDATE credential SET kind = 'card' WHERE kind = 'code';

-- The keys of a persona, in base64url: the public ones, empty until a browser made them; and the private ones as each
-- credential opens them, empty where it opens nothing. What the bytes are stands in doc/sealing.md.
ALTER TABLE persona ADD COLUMN public_keys TEXT NOT NULL DEFAULT '';
ALTER TABLE credential ADD COLUMN wrapped_keys TEXT NOT NULL DEFAULT '';

-- Recorded by a member as present, and without any way in until a member makes a card for it.
ALTER TABLE persona ADD COLUMN witnessed BOOLEAN NOT NULL DEFAULT FALSE;
