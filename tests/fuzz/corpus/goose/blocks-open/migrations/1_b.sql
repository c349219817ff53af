-- +goose NO TRANSACTION
-- +goose Up
SELECT ${X}; -- +goose ENVSUB ON
-- +goose ENVSUB ON
SELECT ${;
