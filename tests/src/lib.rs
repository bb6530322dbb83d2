//! What the whole-system tests share: the real binary, started as a user or an administrator starts it.
//!
//! A [`Platform`] of [`Kind::Embedded`] is `ml-job up`; one of [`Kind::Distributed`] is `ml-job api` and `ml-job worker` on PostgreSQL and
//! RabbitMQ, each with a database and a virtual host of its own. Everything ends and is removed when the value is dropped.

mod archive;
mod client;
mod matrix;
mod person;
mod platform;
mod process;

pub use archive::SampleArchive;
pub use client::{Answer, Client, Event};
pub use matrix::Matrix;
pub use person::{PASSWORD, Person, first_link};
pub use platform::{Kind, Platform};
pub use process::{Process, binary, run_command};
