create table task (uid uuid primary key default gen_random_uuid(),
  project_uid uuid references project on delete cascade,
  title text not null constraint task_title_check check (title <> ''), done boolean not null default false);
