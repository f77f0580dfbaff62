CREATE TABLE "accounts" (
	"account" text PRIMARY KEY NOT NULL,
	"owed" numeric(78, 0) NOT NULL,
	"signed" numeric(78, 0) NOT NULL,
	"epoch" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contributors" (
	"id" text PRIMARY KEY NOT NULL,
	"public_key" text NOT NULL,
	"enrolled_at" bigint NOT NULL,
	"accepted_rounds" integer DEFAULT 0 NOT NULL,
	"suspended" boolean DEFAULT false NOT NULL,
	"account" text
);
--> statement-breakpoint
CREATE TABLE "earnings" (
	"contributor" text NOT NULL,
	"epoch" integer NOT NULL,
	"amount" numeric(78, 0) NOT NULL,
	"outcome" text NOT NULL,
	"why" text,
	"account" text,
	CONSTRAINT "earnings_contributor_epoch_pk" PRIMARY KEY("contributor","epoch")
);
--> statement-breakpoint
CREATE TABLE "epochs" (
	"epoch" integer PRIMARY KEY NOT NULL,
	"leaf_index" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leaves" (
	"index" integer PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"leaf" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "models" (
	"hash" text PRIMARY KEY NOT NULL,
	"task" text NOT NULL,
	"version" integer NOT NULL,
	"state_hash" text NOT NULL,
	"aggregate_hash" text,
	"published_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "public_blobs" (
	"hash" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"since" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "refusals" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "refusals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"round_id" integer NOT NULL,
	"update" text,
	"code" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "relays" (
	"account" text NOT NULL,
	"cumulative" numeric(78, 0) NOT NULL,
	"tx" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "relays_account_cumulative_pk" PRIMARY KEY("account","cumulative")
);
--> statement-breakpoint
CREATE TABLE "request_nonces" (
	"nonce" text PRIMARY KEY NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rounds" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rounds_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"task" text NOT NULL,
	"number" integer NOT NULL,
	"state" text NOT NULL,
	"base_version" integer NOT NULL,
	"base_hash" text NOT NULL,
	"state_hash" text NOT NULL,
	"norm" double precision NOT NULL,
	"seed" text NOT NULL,
	"opened_at" bigint NOT NULL,
	"deadline" bigint NOT NULL,
	"candidate" jsonb,
	"leaf_index" integer
);
--> statement-breakpoint
CREATE TABLE "secrets" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seen_bodies" (
	"hash" text PRIMARY KEY NOT NULL,
	"update" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "updates" (
	"hash" text PRIMARY KEY NOT NULL,
	"round_id" integer NOT NULL,
	"contributor" text NOT NULL,
	"base" text NOT NULL,
	"body_hash" text NOT NULL,
	"received_at" bigint NOT NULL,
	"state" text NOT NULL,
	"drawn" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "values" (
	"update" text PRIMARY KEY NOT NULL,
	"contributor" text NOT NULL,
	"task" text NOT NULL,
	"round" integer NOT NULL,
	"epoch" integer NOT NULL,
	"value" double precision NOT NULL,
	"copy" boolean NOT NULL,
	"settled_epoch" integer
);
--> statement-breakpoint
ALTER TABLE "updates" ADD CONSTRAINT "updates_round_id_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."rounds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "models_task_version" ON "models" USING btree ("task","version");--> statement-breakpoint
CREATE UNIQUE INDEX "rounds_task_number" ON "rounds" USING btree ("task","number");--> statement-breakpoint
CREATE UNIQUE INDEX "rounds_one_active" ON "rounds" USING btree ("task") WHERE state in ('open', 'closing', 'candidate', 'ratifying');--> statement-breakpoint
CREATE UNIQUE INDEX "updates_one_per_round" ON "updates" USING btree ("round_id","contributor");--> statement-breakpoint
CREATE INDEX "updates_body" ON "updates" USING btree ("body_hash");--> statement-breakpoint
CREATE INDEX "updates_contributor" ON "updates" USING btree ("contributor");