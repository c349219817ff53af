-- Takes the reviews away again.
DROP INDEX IF EXISTS reviews_by_stars;
DROP TABLE IF EXISTS reviews;
