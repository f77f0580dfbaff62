CREATE TABLE "tombstones" (
	"mark" text PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL
);
