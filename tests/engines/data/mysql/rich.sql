-- One of everything that MariaDB keeps in a schema; tst_mysqlsnapshot changes one thing of it at a time.
CREATE TABLE `customers` (
  `id` INT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'who''s who',
  `email` VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL,
  `name` VARCHAR(80) DEFAULT 'no\\name',
  `odd ``name` TINYINT(1) ZEROFILL DEFAULT 1,
  `balance` DECIMAL(12,4) NOT NULL DEFAULT -1.5,
  `state` ENUM('new','gold','it''s') NOT NULL DEFAULT 'new',
  `tags` SET('a','b') DEFAULT 'a,b',
  `profile` JSON DEFAULT NULL,
  `born` DATE DEFAULT '1970-01-01',
  `seen` TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  `token` BINARY(16) DEFAULT (unhex(replace(uuid(),'-',''))),
  `secret` VARCHAR(40) INVISIBLE DEFAULT NULL,
  `notes` TEXT /*M!100301 COMPRESSED*/ DEFAULT NULL,
  `lower_email` VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci GENERATED ALWAYS AS (lower(`email`)) VIRTUAL,
  `name_length` INT GENERATED ALWAYS AS (char_length(`name`)) STORED COMMENT 'cached',
  `about` TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci,
  `flags` BIT(5) DEFAULT b'101',
  `ratio` DOUBLE DEFAULT 0.1,
  PRIMARY KEY (`id`),
  UNIQUE KEY `by_email` (`email`),
  KEY `by_name` (`name`(10),`born`) COMMENT 'prefix',
  KEY `by_balance` (`balance` DESC,`id`),
  KEY `ignored` (`state`) IGNORED,
  KEY `by_lower` (`lower_email`),
  FULLTEXT KEY `words` (`about`,`name`),
  CONSTRAINT `sane` CHECK (`balance` > -100 and `name` <> 'x')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci ROW_FORMAT=DYNAMIC STATS_PERSISTENT=1 COMMENT='People who buy';
CREATE TABLE `products` (
  `sku` CHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `cents` BIGINT NOT NULL CHECK (`cents` >= 0),
  `place` POINT REF_SYSTEM_ID=4326 NOT NULL,
  `picture` MEDIUMBLOB,
  `valid` YEAR(4) DEFAULT 2020,
  PRIMARY KEY (`sku`) USING BTREE,
  SPATIAL KEY `where_is` (`place`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;
CREATE TABLE `orders` (
  `id` BIGINT NOT NULL AUTO_INCREMENT,
  `customer` INT UNSIGNED NOT NULL,
  `product` CHAR(12) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  `amount` INT NOT NULL DEFAULT 1,
  `placed` DATETIME(6) DEFAULT current_timestamp(6),
  `parent` BIGINT DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `once` (`customer`,`product`,`placed`),
  KEY `by_product` (`product`),
  KEY `by_parent` (`parent`),
  CONSTRAINT `buys` FOREIGN KEY (`customer`) REFERENCES `customers` (`id`) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT `sells` FOREIGN KEY (`product`) REFERENCES `products` (`sku`) ON DELETE SET NULL,
  CONSTRAINT `tree` FOREIGN KEY (`parent`) REFERENCES `orders` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE `audit` (
  `at` DATETIME NOT NULL,
  `who` INT DEFAULT NULL,
  `what` VARCHAR(20) DEFAULT NULL,
  KEY `by_who` (`who`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
 PARTITION BY RANGE (to_days(`at`)) SUBPARTITION BY HASH (`who`) SUBPARTITIONS 2
 (PARTITION `p2020` VALUES LESS THAN (737791) COMMENT = 'old' ENGINE = InnoDB, PARTITION `later` VALUES LESS THAN MAXVALUE ENGINE = InnoDB);
CREATE TABLE `regions` (
  `code` VARCHAR(3) NOT NULL,
  `number` INT NOT NULL
) ENGINE=InnoDB PARTITION BY LIST COLUMNS (`code`)
 (PARTITION `eu` VALUES IN ('de','fr'), PARTITION `us` VALUES IN ('us'));
CREATE TABLE `hashed` (`id` INT NOT NULL, `v` INT, PRIMARY KEY (`id`)) ENGINE=InnoDB PARTITION BY LINEAR KEY (`id`) PARTITIONS 3;
CREATE TABLE `prices` (
  `id` INT NOT NULL,
  `cents` INT,
  `views` INT WITHOUT SYSTEM VERSIONING,
  `from_row` TIMESTAMP(6) GENERATED ALWAYS AS ROW START INVISIBLE,
  `to_row` TIMESTAMP(6) GENERATED ALWAYS AS ROW END INVISIBLE,
  PERIOD FOR SYSTEM_TIME (`from_row`,`to_row`),
  PRIMARY KEY (`id`,`to_row`)
) ENGINE=InnoDB WITH SYSTEM VERSIONING;
CREATE TABLE `versions` (`a` INT) ENGINE=InnoDB WITH SYSTEM VERSIONING;
CREATE TABLE `leases` (
  `id` INT NOT NULL,
  `starts` DATE NOT NULL,
  `ends` DATE NOT NULL,
  PERIOD FOR `lease` (`starts`,`ends`),
  UNIQUE KEY `one_each` (`id`,`lease` WITHOUT OVERLAPS)
) ENGINE=InnoDB;
CREATE TABLE `myisam` (`a` VARCHAR(10), `b` INT, KEY `k` (`a`)) ENGINE=MyISAM PACK_KEYS=1 CHECKSUM=1 MAX_ROWS=1000 DELAY_KEY_WRITE=1;
CREATE TABLE `log` (`line` TEXT NOT NULL) ENGINE=Aria TRANSACTIONAL=0 DEFAULT CHARSET=utf8mb3;
CREATE TABLE `long_unique` (`t` TEXT, UNIQUE KEY `u` (`t`)) ENGINE=InnoDB;
CREATE TABLE `cache` (`k` VARCHAR(20) NOT NULL, `v` VARCHAR(40), PRIMARY KEY (`k`) USING HASH, KEY `bt` (`v`) USING BTREE) ENGINE=MEMORY;
CREATE SEQUENCE `numbers` START WITH 100 MINVALUE 10 MAXVALUE 100000 INCREMENT BY 5 CACHE 20 CYCLE;
CREATE SEQUENCE `plain`;
CREATE TABLE `tickets` (`id` BIGINT NOT NULL DEFAULT nextval(`numbers`), PRIMARY KEY (`id`)) ENGINE=InnoDB;
CREATE FUNCTION `euros`(`cents` BIGINT) RETURNS DECIMAL(20,2) DETERMINISTIC NO SQL COMMENT 'money' RETURN `cents` / 100;
CREATE DEFINER=`root`@`localhost` FUNCTION `label`(s VARCHAR(20) CHARACTER SET latin1) RETURNS VARCHAR(30) CHARSET utf8mb4 COLLATE utf8mb4_bin READS SQL DATA SQL SECURITY INVOKER
BEGIN
  DECLARE n INT DEFAULT 0;
  SELECT count(*) INTO n FROM `customers`;
  RETURN concat(s, '; ', n);
END;
CREATE AGGREGATE FUNCTION `total`(x INT) RETURNS INT
BEGIN
  DECLARE t INT DEFAULT 0;
  DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN t;
  LOOP
    FETCH GROUP NEXT ROW;
    SET t = t + x;
  END LOOP;
END;
CREATE PROCEDURE `bump`(IN who INT UNSIGNED, INOUT by_how_much DECIMAL(5,1), OUT what TEXT)
    MODIFIES SQL DATA
BEGIN
  -- a comment; with a semicolon
  UPDATE customers SET balance = balance + by_how_much WHERE id = who;
  SET what = 'done';
END;
CREATE PROCEDURE `empty`() SELECT 1;
CREATE VIEW `golden` AS SELECT `id`, `email`, `rich`.`euros`(`balance`) AS `money` FROM `customers` WHERE `state` = 'gold';
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW `small` (`number`, `owner`) AS SELECT `o`.`id`, `c`.`email` FROM `orders` `o` JOIN `customers` `c` ON `c`.`id` = `o`.`customer` WHERE `o`.`amount` < 10;
CREATE VIEW `above` AS SELECT * FROM `golden` WHERE `money` > 10 WITH CASCADED CHECK OPTION;
CREATE VIEW `checked` AS SELECT `id`, `amount` FROM `orders` WHERE `amount` > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW `constant` AS SELECT 'rich' AS `a`, "`rich`.x" AS `b`;
CREATE TRIGGER `orders_bi` BEFORE INSERT ON `orders` FOR EACH ROW SET NEW.amount = abs(NEW.amount);
CREATE TRIGGER `orders_bi_second` BEFORE INSERT ON `orders` FOR EACH ROW FOLLOWS `orders_bi`
BEGIN
  IF NEW.amount > 1000 THEN
    SET NEW.amount = 1000;
  END IF;
END;
CREATE TRIGGER `orders_ad` AFTER DELETE ON `orders` FOR EACH ROW INSERT INTO audit VALUES (now(), OLD.customer, 'deleted');
CREATE EVENT `nightly` ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' ENDS '2035-01-01 03:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'clean' DO DELETE FROM audit WHERE `at` < now() - INTERVAL 1 YEAR;
CREATE EVENT `once` ON SCHEDULE AT '2035-05-05 05:05:05' DO BEGIN DELETE FROM log; SELECT 1; END;
