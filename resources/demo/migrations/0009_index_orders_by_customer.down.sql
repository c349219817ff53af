-- Takes the index away again; only speed is lost.
DROP INDEX IF EXISTS orders_by_customer;
