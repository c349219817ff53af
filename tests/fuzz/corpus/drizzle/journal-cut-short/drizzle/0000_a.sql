CREATE TABLE a (x INT);--> statement-breakpoint
