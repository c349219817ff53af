-- The stock of a product follows the lines of orders; it never falls below zero.

-- Up
CREATE TRIGGER IF NOT EXISTS order_items_take_stock AFTER INSERT ON order_items
BEGIN
    UPDATE products
    SET stock = CASE WHEN stock > new.quantity THEN stock - new.quantity ELSE 0 END
    WHERE id = new.product_id;
END;

CREATE TRIGGER IF NOT EXISTS order_items_return_stock AFTER DELETE ON order_items
BEGIN
    UPDATE products SET stock = stock + old.quantity WHERE id = old.product_id;
END;

-- Down
DROP TRIGGER IF EXISTS order_items_return_stock;
DROP TRIGGER IF EXISTS order_items_take_stock;
