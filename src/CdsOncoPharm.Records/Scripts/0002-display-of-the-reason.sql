-- What the reason was called: some clients tell no code.
alter table feedback add column override_display text;
