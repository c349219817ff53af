-- A telephone number for couriers. Empty for everybody at first, so old versions of the shop do not mind the column.

-- Up
ALTER TABLE customers ADD COLUMN phone TEXT;

-- Down
ALTER TABLE customers DROP COLUMN phone;
