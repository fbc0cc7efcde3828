//! What a key may do. Which operation needs which scope is said beside its route, in `router.rs`.

macro_rules! scopes {
    ($($scope:ident $name:literal $meaning:literal;)*) => {
        /// A permission that a key carries.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Scope {
            $(#[doc = $meaning] $scope,)*
        }

        impl Scope {
            pub const ALL: &'static [Scope] = &[$(Scope::$scope),*];

            /// The name on the wire and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Scope::$scope => $name,)* }
            }

            /// One sentence for documentation.
            pub const fn meaning(self) -> &'static str {
                match self { $(Scope::$scope => $meaning,)* }
            }
        }
    };
}

scopes! {
    LedgersRead "ledgers:read" "Read ledgers and assets.";
    LedgersWrite "ledgers:write" "Create ledgers and register assets.";
    AccountsRead "accounts:read" "Read accounts.";
    AccountsWrite "accounts:write" "Open and change accounts.";
    TransfersRead "transfers:read" "Read transfers, holds, postings and what idempotency keys did.";
    TransfersWrite "transfers:write" "Post and simulate transfers, act on holds, and change metadata.";
    BalancesRead "balances:read" "Read balances, now and at any time.";
    EventsRead "events:read" "Read events.";
    WebhooksRead "webhooks:read" "Read webhook endpoints, their attempts and dead letters.";
    WebhooksWrite "webhooks:write" "Add, change and remove webhook endpoints, and have events sent again.";
    KeysAdmin "keys:admin" "Administer API keys.";
}

impl Scope {
    pub fn parse(name: &str) -> Option<Scope> {
        Scope::ALL.iter().copied().find(|scope| scope.as_str() == name)
    }
}
