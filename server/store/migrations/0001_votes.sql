CREATE TABLE "electors" (
	"round_id" integer NOT NULL,
	"contributor" text NOT NULL,
	CONSTRAINT "electors_round_id_contributor_pk" PRIMARY KEY("round_id","contributor")
);
--> statement-breakpoint
CREATE TABLE "votes" (
	"round_id" integer NOT NULL,
	"contributor" text NOT NULL,
	"ballot" text NOT NULL,
	"worse" boolean NOT NULL,
	"segment" text,
	CONSTRAINT "votes_round_id_contributor_pk" PRIMARY KEY("round_id","contributor")
);
--> statement-breakpoint
CREATE INDEX "votes_contributor" ON "votes" USING btree ("contributor");