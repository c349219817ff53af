--liquibase formatted sql
--changeset a:1 endDelimiter:\n
--rollback
/* liquibase rollback */
--ignoreLines:99999999999
--changeset "":"" labels:"
${}${:}${
