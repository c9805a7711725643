-- +goose Up
-- The last day of a persona that ends by itself: a guest's. 0: it has no such day.
ALTER TABLE persona ADD COLUMN until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE persona ADD COLUMN guest BOOLEAN NOT NULL DEFAULT FALSE;

-- retired: nobody is chosen for the role any more; whoever holds it keeps their term.
ALTER TABLE role_kind ADD COLUMN retired BOOLEAN NOT NULL DEFAULT FALSE;

-- What a group chose about its roles: for how many days it can object when somebody offers to serve, and after how many
-- without an answer a seat can be opened.
ALTER TABLE group_space ADD COLUMN object_days BIGINT NOT NULL DEFAULT 7;
ALTER TABLE group_space ADD COLUMN silent_days BIGINT NOT NULL DEFAULT 30;

-- A role that is being filled: recorded on a day, and not yet in effect. open_until: the last day on which a member can
-- object; the day before where nobody can. accepted: the persona said yes.
CREATE TABLE filling (
    id         TEXT PRIMARY KEY,
    space_id   TEXT NOT NULL REFERENCES space (id),
    role       TEXT NOT NULL,
    persona_id TEXT NOT NULL REFERENCES persona (id),
    how        TEXT NOT NULL,
    by_persona TEXT NOT NULL,
    day        BIGINT NOT NULL,
    open_until BIGINT NOT NULL,
    accepted   BOOLEAN NOT NULL,
    UNIQUE (space_id, role, persona_id)
);
CREATE INDEX filling_persona ON filling (persona_id);

-- "Are you there?", asked of somebody about a role. answered: the day of the answer to this question, 0 while there is
-- none; it is the only trace of when anybody was here, is shown to nobody, and goes when the question may be asked again.
CREATE TABLE role_question (
    space_id   TEXT NOT NULL REFERENCES space (id),
    role       TEXT NOT NULL,
    persona_id TEXT NOT NULL REFERENCES persona (id),
    by_persona TEXT NOT NULL,
    asked      BIGINT NOT NULL,
    answered   BIGINT NOT NULL,
    PRIMARY KEY (space_id, role, persona_id)
);
CREATE INDEX role_question_persona ON role_question (persona_id);

-- What somebody who had a role has handed on: points of its checklist, counted from 0.
CREATE TABLE handed_on (
    space_id   TEXT NOT NULL REFERENCES space (id),
    role       TEXT NOT NULL,
    persona_id TEXT NOT NULL REFERENCES persona (id),
    point      BIGINT NOT NULL,
    PRIMARY KEY (space_id, role, persona_id, point)
);
CREATE INDEX handed_on_persona ON handed_on (persona_id);

-- Somebody from outside, invited for a purpose and until a day. sees: what the invitation names, as JSON. persona_id is
-- empty until they come in by the invitation.
CREATE TABLE guest (
    id            TEXT PRIMARY KEY,
    space_id      TEXT NOT NULL REFERENCES space (id),
    invitation_id TEXT NOT NULL,
    persona_id    TEXT NOT NULL,
    purpose       TEXT NOT NULL,
    sees          TEXT NOT NULL,
    until         BIGINT NOT NULL,
    by_persona    TEXT NOT NULL
);
CREATE INDEX guest_space ON guest (space_id);
CREATE INDEX guest_persona ON guest (persona_id);
