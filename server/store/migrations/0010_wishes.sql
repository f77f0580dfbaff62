CREATE TABLE "wish_tallies" (
	"epoch" integer PRIMARY KEY NOT NULL,
	"wishes" text NOT NULL,
	"leaf_index" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wishes" (
	"account" text NOT NULL,
	"parameter" text NOT NULL,
	"wish" text NOT NULL,
	"at" bigint NOT NULL,
	"signature" text NOT NULL,
	CONSTRAINT "wishes_account_parameter_pk" PRIMARY KEY("account","parameter")
);
