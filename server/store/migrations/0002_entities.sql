CREATE TABLE "histories" (
	"contributor" text NOT NULL,
	"task" text NOT NULL,
	"rounds" integer NOT NULL,
	"sum" text NOT NULL,
	CONSTRAINT "histories_contributor_task_pk" PRIMARY KEY("contributor","task")
);
--> statement-breakpoint
CREATE TABLE "invites" (
	"hash" text PRIMARY KEY NOT NULL,
	"by" text,
	"created_at" bigint NOT NULL,
	"used_by" text
);
--> statement-breakpoint
CREATE TABLE "sketches" (
	"update" text PRIMARY KEY NOT NULL,
	"task" text NOT NULL,
	"round" integer NOT NULL,
	"contributor" text NOT NULL,
	"sketch" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "contributors" ADD COLUMN "account_since" integer;--> statement-breakpoint
ALTER TABLE "contributors" ADD COLUMN "invite_root" text;--> statement-breakpoint
CREATE INDEX "sketches_contributor" ON "sketches" USING btree ("contributor","task");--> statement-breakpoint
CREATE INDEX "sketches_round" ON "sketches" USING btree ("task","round");--> statement-breakpoint
ALTER TABLE "values" DROP COLUMN "copy";