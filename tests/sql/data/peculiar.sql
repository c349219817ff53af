-- Scripts for the splitter: cut by SQLite itself, it must give the same pieces. Every statement has to prepare.
CREATE TABLE "semi;colon" (a TEXT DEFAULT ';', [b;c] INTEGER, `d``;` REAL); -- after; it
/* before; it */ CREATE TABLE log (at TEXT, note TEXT);;
;
CREATE TRIGGER after_insert AFTER INSERT ON "semi;colon" WHEN CASE WHEN new.a = ';' THEN 1 ELSE 0 END
BEGIN
    -- END;
    INSERT INTO log VALUES (datetime('now'), 'it''s; END;');
    UPDATE log SET note = CASE note WHEN 'a' THEN CASE 1 WHEN 1 THEN 'END' END ELSE ';' END; /* END; */
    SELECT RAISE(IGNORE) WHERE 1 = 0;
END;
CREATE TEMP TRIGGER short AFTER DELETE ON log BEGIN SELECT 1; END; SELECT 1
-- not the end yet
+ 1 -- nor here
;
SELECT '--', '/*', "*/", x'3B', 1-- 2;
-1;
INSERT INTO "semi;colon" (a) VALUES (';'), ('ä€😀;'), ('
;
');SELECT [b;c] FROM "semi;colon";
create view v as select 'end;' as "end";
BEGIN; INSERT INTO log (note) VALUES ('x'); END;
SELECT count(*) FROM log /* the last one has no semicolon; */
-- and a comment; after it
