--liquibase formatted sql

--changeset existing:1
create table project (uid uuid primary key default gen_random_uuid(), name text not null);

--changeset existing:2
create table task (uid uuid primary key default gen_random_uuid(),
  project_uid uuid references project on delete cascade,
  title text not null constraint task_title_check check (title <> ''), done boolean not null default false);
