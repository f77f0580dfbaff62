CREATE TABLE "credit_issues" (
	"request" text PRIMARY KEY NOT NULL,
	"contributor" text NOT NULL,
	"window" integer NOT NULL,
	"denomination" numeric(78, 0) NOT NULL,
	"account" text
);
--> statement-breakpoint
CREATE TABLE "credit_keys" (
	"window" integer NOT NULL,
	"denomination" numeric(78, 0) NOT NULL,
	"public_key" text NOT NULL,
	"private_key" text NOT NULL,
	"leaf_index" integer NOT NULL,
	CONSTRAINT "credit_keys_window_denomination_pk" PRIMARY KEY("window","denomination")
);
--> statement-breakpoint
CREATE TABLE "redemptions" (
	"message" text PRIMARY KEY NOT NULL,
	"signature" text NOT NULL,
	"window" integer NOT NULL,
	"denomination" numeric(78, 0) NOT NULL,
	"account" text NOT NULL,
	"epoch" integer NOT NULL,
	"added" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE INDEX "credit_issues_contributor" ON "credit_issues" USING btree ("contributor");--> statement-breakpoint
CREATE INDEX "redemptions_waiting" ON "redemptions" USING btree ("epoch") WHERE not added;