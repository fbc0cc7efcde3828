-- API keys: only the SHA-256 of the secret is kept. No ledgers means every ledger.
create table api_keys (
    public_id text collate "C" primary key,
    name text not null,
    secret_sha256 bytea not null check (length(secret_sha256) = 32),
    ledgers integer[],
    scopes text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz
);
