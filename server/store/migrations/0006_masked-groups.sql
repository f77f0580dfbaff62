CREATE TABLE "group_records" (
	"contributor" text PRIMARY KEY NOT NULL,
	"refused" integer NOT NULL,
	"groups" integer NOT NULL,
	"evidence" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "masked_messages" (
	"round_id" integer NOT NULL,
	"update" text NOT NULL,
	"phase" integer NOT NULL,
	"told" text NOT NULL,
	"said" text,
	CONSTRAINT "masked_messages_round_id_update_phase_pk" PRIMARY KEY("round_id","update","phase")
);
--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "masking" jsonb;--> statement-breakpoint
ALTER TABLE "rounds" ADD COLUMN "groups" jsonb;