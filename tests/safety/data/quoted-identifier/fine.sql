CREATE TABLE "orders" (id, "Name" TEXT, CHECK ("Name" <> '')); ALTER TABLE b ADD COLUMN c2 TEXT; DROP TABLE "web orders"; INSERT INTO "web orders" VALUES (1);
