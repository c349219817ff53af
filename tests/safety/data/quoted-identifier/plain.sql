-- expect: 1 note
-- expect: 2 note
-- expect: 3 note
-- expect: 4 note
CREATE TABLE "web orders" (a); CREATE TABLE b ("order" TEXT); ALTER TABLE b ADD COLUMN "größe"; ALTER TABLE b RENAME TO [2b];
