CREATE TABLE "influences" (
	"round_id" integer NOT NULL,
	"task" text NOT NULL,
	"round" integer NOT NULL,
	"entity" text NOT NULL,
	"share" double precision NOT NULL,
	CONSTRAINT "influences_round_id_entity_pk" PRIMARY KEY("round_id","entity")
);
--> statement-breakpoint
CREATE TABLE "worths" (
	"contributor" text PRIMARY KEY NOT NULL,
	"rounds" integer NOT NULL,
	"sum" double precision NOT NULL,
	"squares" double precision NOT NULL,
	"paid_up_to" double precision NOT NULL
);
--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "step_norm" double precision;--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "draw" jsonb;--> statement-breakpoint
ALTER TABLE "updates" ADD COLUMN "familiarity" double precision;--> statement-breakpoint
ALTER TABLE "values" ADD COLUMN "why" text;--> statement-breakpoint
CREATE INDEX "influences_round" ON "influences" USING btree ("task","round");