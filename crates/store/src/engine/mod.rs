//! One way to speak to both databases.
//!
//! A [`Conn`] is a connection to either; [`Conn::query`] takes the SQL once, and [`Column`] says how each Rust type is
//! kept in each database. So every query of the store is written once, as plain code. Where the two need different SQL,
//! a [`Sql`] names both texts side by side.

mod column;
mod connection;
mod kinds;

pub(crate) use column::Column;
pub(crate) use connection::{Conn, Link, Row, Sql, Statement};
