-- expect: 1 blocks destructive 4:1
-- expect: 2 blocks destructive 4:17
-- expect: 3 blocks destructive 5:2
DROP TABLE old; drop table if exists "main"."two";
	DROP /* x */ TABLE [three];
