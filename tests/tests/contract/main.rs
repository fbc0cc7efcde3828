//! The API's contract, over HTTP: what it promises, refuses and explains.

mod first_transfer;
