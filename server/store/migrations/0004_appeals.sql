CREATE TABLE "appeals" (
	"contributor" text PRIMARY KEY NOT NULL,
	"note" text NOT NULL,
	"at" bigint NOT NULL
);
