CREATE TABLE "exit_claims" (
	"epoch" integer NOT NULL,
	"account" text NOT NULL,
	"cumulative" numeric(78, 0) NOT NULL,
	"salt" text NOT NULL,
	CONSTRAINT "exit_claims_epoch_account_pk" PRIMARY KEY("epoch","account")
);
--> statement-breakpoint
CREATE TABLE "exit_roots" (
	"epoch" integer PRIMARY KEY NOT NULL,
	"root" text NOT NULL,
	"leaves_hash" text NOT NULL,
	"leaf_index" integer NOT NULL,
	"state" text NOT NULL,
	"sent_at" bigint
);
