-- What users did with a card. One row for each card, outcome and time: sent twice is kept once.
create table feedback (
  client text not null,
  service text not null,
  card text not null,
  outcome text not null,
  outcome_at text not null,
  accepted_suggestions text not null,
  override_system text,
  override_code text,
  user_comment text,
  received_at text not null,
  primary key (client, card, outcome, outcome_at)
);

-- Ids of tokens that were used, until they would be refused anyway.
create table used_token (
  issuer text not null,
  token_id text not null,
  until_at integer not null,
  primary key (issuer, token_id)
);
create index used_token_until on used_token (until_at);
