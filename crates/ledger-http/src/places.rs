//! Which route a request is for, as must be known before it is routed: what is measured and traced names it,
//! and a key is wanted where a handler is, but not to hear that there is none.

use std::{collections::BTreeMap, sync::Arc};

use axum::http::Method;

use crate::{
    facts::Facts,
    router::{ACCOUNT_NAMED_BATCH, OPEN, operations},
    scopes::Scope,
};

/// A route, with what its methods need.
#[derive(Debug)]
pub struct Place {
    /// The path's pattern.
    pub route: Arc<str>,
    scopes: Vec<(Method, Scope)>,
}

impl Place {
    fn new(route: &str, scopes: Vec<(Method, Scope)>) -> Place {
        Place { route: route.into(), scopes }
    }

    /// The scope that a method's handler needs; `None` where no key is wanted.
    pub fn scope(&self, method: &Method) -> Option<Scope> {
        // What answers GET answers HEAD.
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.scopes.iter().find(|(other, _)| other == method).map(|(_, scope)| *scope)
    }
}

pub struct Places {
    by_path: matchit::Router<Place>,
    nowhere: Place,
}

impl Places {
    /// Every place that the router knows.
    pub fn all() -> Places {
        let mut scopes: BTreeMap<String, Vec<(Method, Scope)>> = BTreeMap::new();
        for operation in operations() {
            let Facts { path, method, scope, .. } = Facts::of(&operation);
            let method = method.to_uppercase().parse().expect("an operation has a method");
            scopes.entry(path).or_default().push((method, scope));
        }
        let batch = scopes.entry(ACCOUNT_NAMED_BATCH.to_owned()).or_default();
        batch.extend([(Method::GET, Scope::AccountsRead), (Method::PATCH, Scope::AccountsWrite)]);
        scopes.extend(OPEN.map(|path| (path.to_owned(), Vec::new())));

        let mut by_path = matchit::Router::new();
        for (path, scopes) in scopes {
            let place = Place::new(&path, scopes);
            by_path.insert(path, place).expect("the router has these paths already");
        }
        Places { by_path, nowhere: Place::new("none", Vec::new()) }
    }

    /// The place of a path; one that wants no key where there is none.
    pub fn at(&self, path: &str) -> &Place {
        self.by_path.at(path).map_or(&self.nowhere, |found| found.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_needs_what_its_handler_does() {
        let places = Places::all();
        let scope = |path, method| places.at(path).scope(&method);
        let batch = "/v1/ledgers/demo/accounts/batch";
        assert_eq!(scope(batch, Method::POST), Some(Scope::AccountsWrite));
        assert_eq!(scope(batch, Method::PATCH), Some(Scope::AccountsWrite));
        assert_eq!(scope(batch, Method::GET), Some(Scope::AccountsRead));
        assert_eq!(scope(batch, Method::HEAD), Some(Scope::AccountsRead));
        assert_eq!(scope("/v1/ledgers/demo/transfers", Method::POST), Some(Scope::TransfersWrite));
        // A 405 wants no key.
        assert_eq!(scope("/v1/ledgers/demo/transfers", Method::DELETE), None);
    }

    #[test]
    fn a_place_is_named_by_its_pattern() {
        let places = Places::all();
        for (path, route) in [
            ("/v1/ledgers/demo/accounts/users:42/balance", "/v1/ledgers/{ledger}/accounts/{account}/balance"),
            ("/livez", "/livez"),
            ("/console/app.js", "/console/{*path}"),
            ("/v1/nothing", "none"),
            ("", "none"),
        ] {
            assert_eq!(&*places.at(path).route, route);
        }
    }
}
