use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};

use crate::call::{Call, Operation};
use crate::error::Error;
use crate::models;

/// One page of a list.
pub trait Page {
    type Item: Send + 'static;

    /// The page's items, and what leads to the next page.
    fn into_parts(self) -> (Vec<Self::Item>, Option<String>);
}

macro_rules! pages {
    ($($page:ident of $item:ident,)*) => {$(
        impl Page for models::$page {
            type Item = models::$item;

            fn into_parts(self) -> (Vec<Self::Item>, Option<String>) {
                (self.data, self.next_cursor)
            }
        }
    )*};
}

pages! {
    AccountList of Account,
    AssetList of Asset,
    AttemptList of WebhookAttempt,
    BalanceList of BalanceRow,
    DeadLetterList of DeadLetter,
    HoldList of HoldItem,
    LedgerList of Ledger,
    LimitList of Limit,
    MonitorAccountList of MonitorAccountRow,
    MonitorList of Monitor,
    PostingList of PostingRow,
    ProposalList of Proposal,
    TransferList of Transfer,
    WebhookEndpointList of WebhookEndpoint,
}

impl<O: Operation> Call<O>
where
    O::Answer: Page,
{
    /// All items from here to the list's end, page by page as they are taken.
    pub fn items(self) -> BoxStream<'static, Result<<O::Answer as Page>::Item, Error>> {
        stream::try_unfold(Some(self), |call| async {
            let Some(call) = call else { return Ok(None) };
            let (items, next_cursor) = call.clone().await?.into_parts();
            let next = next_cursor.map(|cursor| call.query("cursor", cursor));
            Ok(Some((stream::iter(items.into_iter().map(Ok)), next)))
        })
        .try_flatten()
        .boxed()
    }
}
