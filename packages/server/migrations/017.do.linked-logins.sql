-- Who a person is at an OpenID provider. One person has one login at each.
create table linked_login (
  issuer text not null,
  subject text not null,
  user_id uuid not null references app_user (id) on delete cascade,
  linked_at timestamptz not null,
  primary key (issuer, subject),
  unique (issuer, user_id)
);
