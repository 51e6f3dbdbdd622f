-- What the nodes and the pages may do in the database of the nodes' call records and remembered choices.
-- Once its owner has made the tables (`veertien records check` with the owner's URL), and after each update:
--
--     psql -v ON_ERROR_STOP=1 -d veertien -f roles.sql
--
-- Passwords are set apart: \password veertien
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'veertien') THEN CREATE ROLE veertien LOGIN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reports') THEN CREATE ROLE reports LOGIN; END IF;
END
$$;
GRANT SELECT, INSERT, DELETE ON call, answer, change TO veertien;
GRANT SELECT, INSERT, UPDATE ON call_hour, question_hour, taken_hour, tried_hour TO veertien;
GRANT SELECT, INSERT, UPDATE, DELETE ON node TO veertien;
GRANT SELECT ON alembic_version TO veertien;
GRANT SELECT ON call, answer, change, call_hour, question_hour, taken_hour, tried_hour, alembic_version TO reports;
-- Remembered choices, where a node has made their table here.
DO $$
BEGIN
    IF to_regclass('choice') IS NOT NULL THEN
        EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON choice TO veertien';
    END IF;
END
$$;
